package dev.s3gateway.bytes;

/**
 * The CRC of two pieces put together, from the CRCs of the pieces and the length of the second: appending n bytes
 * multiplies what came before by x^8n, modulo the polynomial. For the CRCs that start and end inverted, bits reflected.
 */
public enum CrcCombination {

    CRC32(Integer.SIZE, 0xEDB88320L), CRC32C(Integer.SIZE, 0x82F63B78L), CRC64NVME(Long.SIZE, 0x9A6C9329AC4BC9B5L);

    /** The polynomial 1: in reflected form the highest bit is the lowest power. */
    private final long one;

    private final long polynomial;

    CrcCombination(int width, long polynomial) {
        this.one = 1L << (width - 1);
        this.polynomial = polynomial;
    }

    /** Of an empty piece the CRC is 0. */
    public long combine(long first, long second, long secondLength) {
        return product(first, shift(secondLength)) ^ second;
    }

    /** x^8n by repeated squaring. */
    private long shift(long bytes) {
        long power = one >>> Byte.SIZE;
        long result = one;
        for (long left = bytes; left != 0; left >>>= 1) {
            if ((left & 1) != 0) {
                result = product(result, power);
            }
            power = product(power, power);
        }
        return result;
    }

    private long product(long a, long b) {
        long result = 0;
        long multiple = b;
        for (long bit = one; bit != 0; bit >>>= 1) {
            if ((a & bit) != 0) {
                result ^= multiple;
            }
            multiple = (multiple & 1) == 0 ? multiple >>> 1 : (multiple >>> 1) ^ polynomial;
        }
        return result;
    }
}
