package dev.s3gateway.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"abc", "0-0", "a.b", "1.2.3", "1.2.3.4.5", "a1.2.3.4", "x--n",
            "a23456789012345678901234567890123456789012345678901234567890123"})
    void theseAreNames(String name) {
        assertThat(BucketName.isValid(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "Abc", "aBc", "a_b", "-ab", "ab-", ".ab", "ab.", "a..b", "a.-b", "a-.b",
            "1.2.3.4",
            "192.168.100.200", "xn--abc", "abc-s3alias", "abc--ol-s3", "a/b", "aäb", "a b",
            "a234567890123456789012345678901234567890123456789012345678901234"})
    void theseAreNone(String name) {
        assertThat(BucketName.isValid(name)).isFalse();
    }

    @Test
    void whatHasTheShapeIsWhatTheManualSaysItIs() {
        Random random = new Random(7);
        String letters = "ab09-.A_ä";
        for (int i = 0; i < 20_000; i++) {
            String name = random.ints(random.nextInt(1, 6), 0, letters.length())
                    .mapToObj(at -> letters.substring(at, at + 1))
                    .reduce("", String::concat);

            assertThat(BucketName.isValid(name)).as(name)
                    .isEqualTo(name.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]") && !name.contains("..")
                            && !name.contains(".-") && !name.contains("-."));
        }
    }
}
