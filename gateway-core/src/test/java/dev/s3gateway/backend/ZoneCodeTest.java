package dev.s3gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class ZoneCodeTest {

    private static final String SIXTY_THREE = "a23456789.123456789_123456789-123456789.123456789.123456789.123";

    @ParameterizedTest
    @ValueSource(strings = {"FI-HEL-UC-1", "z", "0", "9.a_B-", SIXTY_THREE})
    void lettersDigitsAndSomeSignsAreACode(String code) {
        assertThat(new ZoneCode(code)).hasToString(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", ".a", "_a", "a b", "a/b", "å", "aé", "a\n", "a:b", SIXTY_THREE + "4"})
    void anythingElseIsNone(String code) {
        assertThatThrownBy(() -> new ZoneCode(code)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a zone code");
    }
}
