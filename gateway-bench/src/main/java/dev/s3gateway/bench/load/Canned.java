package dev.s3gateway.bench.load;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;

/**
 * Bodies that everybody here knows by their length alone: one random block, again and again. So a sink can tell the true
 * MD5 of a body that it never hashed, and serve one that it never kept.
 */
public final class Canned {

    public static final int BLOCK = 1 << 20;
    private static final byte[] BYTES = random();
    private static final Map<Long, String> MD5 = new ConcurrentHashMap<>();
    private static final Map<Long, String> CRC32C = new ConcurrentHashMap<>();

    private Canned() {}

    /** The block, read-only and direct; a new view for each caller. */
    public static ByteBuffer block() {
        return Held.BLOCK.asReadOnlyBuffer();
    }

    /** The MD5 of the first {@code length} bytes, in hex. */
    public static String md5(long length) {
        return MD5.computeIfAbsent(length, Canned::hash);
    }

    /** The MD5 of the first {@code length} bytes as the header Content-MD5 wants it. */
    public static String contentMd5(long length) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(md5(length)));
    }

    /** The CRC-32C of the first {@code length} bytes as S3 writes it. */
    public static String crc32c(long length) {
        return CRC32C.computeIfAbsent(length, Canned::checksum);
    }

    /** Whether these are the first bytes of the block. */
    public static boolean begins(byte[] bytes) {
        return bytes.length <= BLOCK && Arrays.equals(bytes, 0, bytes.length, BYTES, 0, bytes.length);
    }

    static byte[] bytes() {
        return BYTES;
    }

    private static String hash(long length) {
        MessageDigest digest = digest("MD5");
        pieces(length, (bytes, count) -> digest.update(bytes, 0, count));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String checksum(long length) {
        CRC32C crc = new CRC32C();
        pieces(length, (bytes, count) -> crc.update(bytes, 0, count));
        return Base64.getEncoder().encodeToString(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private static void pieces(long length, Piece piece) {
        for (long left = length; left > 0; left -= BLOCK) {
            piece.take(BYTES, (int) Math.min(left, BLOCK));
        }
    }

    static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] random() {
        byte[] bytes = new byte[BLOCK];
        new Random(42).nextBytes(bytes);
        return bytes;
    }

    private interface Piece {
        void take(byte[] bytes, int count);
    }

    private static final class Held {
        static final ByteBuffer BLOCK = ByteBuffer.allocateDirect(BYTES.length).put(BYTES).flip();
    }
}
