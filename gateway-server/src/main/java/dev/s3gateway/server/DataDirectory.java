package dev.s3gateway.server;

import dev.s3gateway.config.ConfigProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The directory where everything is kept, held by one gateway at a time. The kernel lets go of it when we die. */
final class DataDirectory implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static DataDirectory lock(Path path) {
        return ifFree(path).orElseThrow(() -> new ConfigProblem("The data directory " + path
                + " is in use by another s3gateway" + holder(path)
                + ": stop that one, or choose another directory with --data."));
    }

    /** Empty where a gateway has it. */
    static Optional<DataDirectory> ifFree(Path path) {
        try {
            Files.createDirectories(path);
            FileChannel channel = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE,
                    StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                return Optional.empty();
            }
            byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
            channel.truncate(0).write(ByteBuffer.wrap(pid), 0);
            return Optional.of(new DataDirectory(path, channel));
        } catch (IOException e) {
            throw new ConfigProblem("The data directory " + path + " cannot be used (" + e
                    + "): choose another one with --data.");
        }
    }

    private static String holder(Path path) {
        try {
            String process = Files.readString(path.resolve("lock")).strip();
            return process.isEmpty() ? "" : " (process " + process + ")";
        } catch (IOException e) {
            return "";
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // Held by a gateway in this very process.
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
