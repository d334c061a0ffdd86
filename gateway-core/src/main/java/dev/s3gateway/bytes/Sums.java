package dev.s3gateway.bytes;

import dev.s3gateway.object.ChecksumAlgorithm;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/** Hashes of a few short pieces that are here already. */
public final class Sums {

    private Sums() {}

    public static Md5 md5(List<byte[]> pieces) {
        return Md5.of(value(Hasher.md5(), pieces));
    }

    public static int crc32c(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return (int) sum.getValue();
    }

    public static byte[] of(ChecksumAlgorithm algorithm, List<byte[]> pieces) {
        return value(Hasher.of(algorithm), pieces);
    }

    private static byte[] value(Hasher hasher, List<byte[]> pieces) {
        pieces.forEach(piece -> hasher.update(ByteBuffer.wrap(piece)));
        return hasher.value();
    }
}
