package dev.s3gateway.backend.local;

import dev.s3gateway.backend.StoreFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Sees to it that one process at a time uses a root: a second one would clear away what the first is writing. */
final class RootLock implements AutoCloseable {

    private final Path file;
    private Optional<FileChannel> held = Optional.empty();

    RootLock(Path root) {
        // No bucket's name begins with a dot.
        this.file = root.resolve(".lock");
    }

    /** Takes the lock, or keeps it where this very store holds it. The kernel lets go of it when the process dies. */
    synchronized void take() throws IOException {
        if (held.isPresent()) {
            return;
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (isOurs(channel)) {
            held = Optional.of(channel);
        } else {
            channel.close();
            throw new StoreFailure.Rejected("ZoneInUse", file.getParent() + " is used by another gateway");
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (held.isPresent()) {
            held.get().close();
            held = Optional.empty();
        }
    }

    /** The lock goes with its channel, so nobody needs to hold the lock itself. */
    private static boolean isOurs(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException usedInThisProcess) {
            return false;
        }
    }
}
