package dev.s3gateway.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.object.ChecksumAlgorithm;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CrcCombinationTest {

    @ParameterizedTest
    @EnumSource
    void theCrcOfTheWholeFollowsFromThoseOfItsPieces(CrcCombination kind) {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            byte[] whole = new byte[random.nextInt(5000)];
            random.nextBytes(whole);
            int cut = random.nextInt(whole.length + 1);
            byte[] first = Arrays.copyOf(whole, cut);
            byte[] second = Arrays.copyOfRange(whole, cut, whole.length);

            long combined = kind.combine(crc(kind, first), crc(kind, second), second.length);

            assertThat(combined).as("%d of %d bytes", cut, whole.length).isEqualTo(crc(kind, whole));
        }
    }

    @ParameterizedTest
    @EnumSource
    void manyGigabytesTakeNoTime(CrcCombination kind) {
        long aHundredTimes = crc(kind, new byte[]{1});
        for (int i = 0; i < 100; i++) {
            aHundredTimes = kind.combine(aHundredTimes, 0, 5L << 30);
        }
        long once = kind.combine(crc(kind, new byte[]{1}), 0, 500L << 30);

        assertThat(aHundredTimes).isEqualTo(once);
    }

    private static long crc(CrcCombination kind, byte[] bytes) {
        return new BigInteger(1, Sums.of(ChecksumAlgorithm.valueOf(kind.name()), List.of(bytes))).longValue();
    }
}
