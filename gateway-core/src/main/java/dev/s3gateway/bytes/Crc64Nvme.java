package dev.s3gateway.bytes;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/** The CRC-64 of the NVMe specification (reflected polynomial 0x9A6C9329AC4BC9B5), eight bytes at a step. */
final class Crc64Nvme implements Checksum {

    private static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;
    private static final int STEP = Long.BYTES;

    /** {@code TABLE[k][b]}: what byte b does to the remainder when k more bytes follow it in the same step. */
    private static final long[][] TABLE = table();

    private long remainder = ~0L;

    private static long[][] table() {
        long[][] table = new long[STEP][256];
        for (int b = 0; b < 256; b++) {
            table[0][b] = shiftedOut(b);
        }
        for (int k = 1; k < STEP; k++) {
            for (int b = 0; b < 256; b++) {
                long before = table[k - 1][b];
                table[k][b] = (before >>> 8) ^ table[0][(int) before & 0xFF];
            }
        }
        return table;
    }

    private static long shiftedOut(long value) {
        long shifted = value;
        for (int bit = 0; bit < Byte.SIZE; bit++) {
            shifted = (shifted & 1) == 0 ? shifted >>> 1 : (shifted >>> 1) ^ POLYNOMIAL;
        }
        return shifted;
    }

    @Override
    public void update(int b) {
        remainder = (remainder >>> 8) ^ TABLE[0][(int) (remainder ^ b) & 0xFF];
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        update(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public void update(ByteBuffer buffer) {
        ByteBuffer bytes = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        long crc = remainder;
        while (bytes.remaining() >= STEP) {
            crc = step(crc ^ bytes.getLong());
        }
        remainder = crc;
        while (bytes.hasRemaining()) {
            update(bytes.get());
        }
        buffer.position(buffer.limit());
    }

    private static long step(long x) {
        return TABLE[7][(int) x & 0xFF]
                ^ TABLE[6][(int) (x >>> 8) & 0xFF]
                ^ TABLE[5][(int) (x >>> 16) & 0xFF]
                ^ TABLE[4][(int) (x >>> 24) & 0xFF]
                ^ TABLE[3][(int) (x >>> 32) & 0xFF]
                ^ TABLE[2][(int) (x >>> 40) & 0xFF]
                ^ TABLE[1][(int) (x >>> 48) & 0xFF]
                ^ TABLE[0][(int) (x >>> 56)];
    }

    @Override
    public long getValue() {
        return ~remainder;
    }

    @Override
    public void reset() {
        remainder = ~0L;
    }
}
