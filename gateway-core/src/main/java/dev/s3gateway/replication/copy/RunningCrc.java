package dev.s3gateway.replication.copy;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Counts and sums the bytes of one reading as they pass. */
final class RunningCrc {

    private final CRC32C crc = new CRC32C();
    private long size;

    /** Takes note of a chunk, which stays the caller's. */
    void note(ByteBuf chunk) {
        size += chunk.readableBytes();
        for (ByteBuffer part : chunk.nioBuffers()) {
            crc.update(part);
        }
    }

    /** Takes note of a chunk and releases it. */
    void swallow(ByteBuf chunk) {
        try {
            note(chunk);
        } finally {
            chunk.release();
        }
    }

    long size() {
        return size;
    }

    boolean matches(long expectedSize, int crc32c) {
        return size == expectedSize && (int) crc.getValue() == crc32c;
    }
}
