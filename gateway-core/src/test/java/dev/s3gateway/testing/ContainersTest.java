package dev.s3gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContainersTest {

    @Test
    void withoutAWordContainersAreUsedWhereAnEngineAnswers() {
        assertThat(Containers.wanted(Optional.empty(), () -> true)).isTrue();
        assertThat(Containers.wanted(Optional.empty(), () -> false)).isFalse();
        assertThat(Containers.wanted(Optional.of("auto"), () -> true)).isTrue();
    }

    @Test
    void neverDoesNotEvenAsk() {
        assertThat(Containers.wanted(Optional.of("never"), ContainersTest::nobodyMayAsk)).isFalse();
    }

    @Test
    void alwaysIsAnErrorWhereNoEngineAnswers() {
        assertThat(Containers.wanted(Optional.of("always"), () -> true)).isTrue();
        assertThatThrownBy(() -> Containers.wanted(Optional.of("always"), () -> false))
                .hasMessage("S3_TEST_CONTAINERS is always, but no Docker engine answers");
    }

    @Test
    void anyOtherWordIsRefused() {
        assertThatThrownBy(() -> Containers.wanted(Optional.of("yes"), ContainersTest::nobodyMayAsk))
                .hasMessage("S3_TEST_CONTAINERS must be auto, always or never");
    }

    private static boolean nobodyMayAsk() {
        throw new AssertionError("asked");
    }
}
