package dev.s3gateway.s3.payload;

import dev.s3gateway.bytes.Sha256;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** The SHA-256 of one chunk after another. */
final class ChunkHash {

    private final MessageDigest sha256 = Sha256.running();

    /** Leaves the reader's position where it is. */
    void update(ByteBuf data) {
        for (ByteBuffer part : data.nioBuffers()) {
            sha256.update(part);
        }
    }

    /** The hash of all data since the last call. */
    byte[] take() {
        return sha256.digest();
    }
}
