package dev.s3gateway.bytes;

import dev.s3gateway.object.ChecksumAlgorithm;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/** One running hash. {@code update} takes what remains of the buffer. */
interface Hasher {

    void update(ByteBuffer bytes);

    /** The hash in network order; to be asked once, at the end. */
    byte[] value();

    static Hasher of(ChecksumAlgorithm algorithm) {
        return switch (algorithm) {
            case CRC32 -> cyclic(new CRC32(), Integer.BYTES);
            case CRC32C -> cyclic(new CRC32C(), Integer.BYTES);
            case CRC64NVME -> cyclic(new Crc64Nvme(), Long.BYTES);
            case SHA1 -> digest("SHA-1");
            case SHA256 -> digest("SHA-256");
        };
    }

    static Hasher md5() {
        return digest("MD5");
    }

    private static Hasher cyclic(Checksum sum, int width) {
        return new Hasher() {

            @Override
            public void update(ByteBuffer bytes) {
                sum.update(bytes);
            }

            @Override
            public byte[] value() {
                return bytesOf(sum.getValue(), width);
            }
        };
    }

    /** Somebody else feeds it. */
    static Hasher readOnly(CRC32C running) {
        return new Hasher() {

            @Override
            public void update(ByteBuffer bytes) {
                // It has seen them already.
            }

            @Override
            public byte[] value() {
                return bytesOf(running.getValue(), Integer.BYTES);
            }
        };
    }

    private static Hasher digest(String name) {
        MessageDigest digest = newDigest(name);
        return new Hasher() {

            @Override
            public void update(ByteBuffer bytes) {
                digest.update(bytes);
            }

            @Override
            public byte[] value() {
                return digest.digest();
            }
        };
    }

    private static MessageDigest newDigest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has " + name, impossible);
        }
    }

    private static byte[] bytesOf(long value, int width) {
        byte[] all = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
        return Arrays.copyOfRange(all, Long.BYTES - width, Long.BYTES);
    }
}
