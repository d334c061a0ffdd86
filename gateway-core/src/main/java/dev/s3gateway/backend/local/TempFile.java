package dev.s3gateway.backend.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that has no name yet that anybody would look for. It gets one when it is whole, or goes. */
final class TempFile implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;

    TempFile(Path path) throws IOException {
        this.path = path;
        this.channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    FileChannel channel() {
        return channel;
    }

    void write(byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            channel.write(left);
        }
    }

    /** Takes bytes of another file, as many as it has of these. */
    void take(FileChannel from, long first, long length) throws IOException {
        long done = 0;
        long moved = 1;
        while (done < length && moved > 0) {
            moved = from.transferTo(first + done, length - done, channel);
            done += moved;
        }
    }

    FileChannel read() throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ);
    }

    /** Makes the bytes durable. After a failure here nobody knows what is on the disk: the file must not be used. */
    void force() throws IOException {
        channel.force(false);
    }

    void moveTo(Path target) throws IOException {
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Closes it, and removes it unless it was moved. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            Files.deleteIfExists(path);
        }
    }
}
