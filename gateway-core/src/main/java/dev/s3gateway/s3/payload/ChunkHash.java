package dev.s3gateway.s3.payload;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The SHA-256 of one chunk after another. */
final class ChunkHash {

    private final MessageDigest sha256 = sha256();

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

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
