package dev.s3gateway.backend.local;

import dev.s3gateway.backend.StoreFailure;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way to the disk, in a file that has no place yet. All methods wait for the disk; each runs whole before
 * the next one, so that an {@link #abort} from a cancellation finds the file either open or in place.
 */
final class Draft {

    /** Gives a whole and durable file its place. */
    @FunctionalInterface
    interface Landing<T> {
        T land(TempFile whole, long size, int crc32c) throws IOException;
    }

    /** Long files are flushed on the way, or the flush after the last byte would take longer than its answer may. */
    private static final long FLUSH_EVERY = 64L << 20;

    private static final int COPY_CHUNK = 1 << 20;

    private final Places places;
    private final OptionalLong announced;
    private final CRC32C crc = new CRC32C();
    private @Nullable TempFile data;
    private boolean over;
    private long size;
    private long flushed;

    Draft(Places places, OptionalLong announced) {
        this.places = places;
        this.announced = announced;
    }

    synchronized void append(ByteBuf chunk) {
        requireRoom(size + chunk.readableBytes());
        IoFailures.run(() -> {
            TempFile into = open();
            for (ByteBuffer piece : chunk.nioBuffers()) {
                write(piece, into);
            }
        });
    }

    /** Appends all of a file. */
    synchronized void append(Path file) {
        IoFailures.run(() -> {
            ByteBuffer buffer = ByteBuffer.allocateDirect(COPY_CHUNK);
            try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ)) {
                while (from.read(buffer.clear()) >= 0) {
                    write(buffer.flip(), open());
                }
            }
        });
    }

    /**
     * Takes these bytes of a file. The file system copies them, or lets both files share them where it can; the sum is
     * that of what lies in the new one.
     */
    synchronized void copy(Path file, long first, long length) {
        IoFailures.run(() -> {
            TempFile into = open();
            try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ)) {
                into.take(from, first, length);
            }
            sum(into);
        });
    }

    private void sum(TempFile written) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(COPY_CHUNK);
        try (FileChannel back = written.read()) {
            while (back.read(buffer.clear()) >= 0) {
                size += buffer.position();
                crc.update(buffer.flip());
            }
        }
    }

    /** Has the whole file put in its place. After that there is nothing more to {@link #abort}. */
    synchronized <T> T finish(Landing<T> landing) {
        if (announced.orElse(size) != size) {
            throw new StoreFailure.Rejected("IncompleteBody", size + " bytes of the announced " + announced);
        }
        return IoFailures.call(() -> {
            TempFile whole = open();
            whole.force();
            T landed = landing.land(whole, size, (int) crc.getValue());
            data = null;
            over = true;
            whole.close();
            return landed;
        });
    }

    /** Lets go of everything that is not in place. May be called at any time and more than once. */
    synchronized void abort() {
        over = true;
        TempFile open = data;
        data = null;
        if (open != null) {
            IoFailures.run(open::close);
        }
    }

    private TempFile open() throws IOException {
        if (over) {
            throw new IOException("the upload was given up");
        }
        places.requireRoot();
        TempFile open = data == null ? new TempFile(places.newTemp()) : data;
        data = open;
        return open;
    }

    private void requireRoom(long bytes) {
        if (announced.orElse(bytes) < bytes) {
            throw new StoreFailure.Rejected("IncompleteBody", "more than the announced " + announced);
        }
    }

    private void write(ByteBuffer piece, TempFile into) throws IOException {
        crc.update(piece.duplicate());
        while (piece.hasRemaining()) {
            size += into.channel().write(piece);
        }
        if (size - flushed >= FLUSH_EVERY) {
            into.force();
            flushed = size;
        }
    }
}
