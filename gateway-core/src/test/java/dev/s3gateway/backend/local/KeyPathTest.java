package dev.s3gateway.backend.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.s3gateway.backend.OddKeys;
import dev.s3gateway.backend.Seed;
import dev.s3gateway.backend.StoreFailure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyPathTest {

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            photos/cat.jpg,   photos/cat.jpg
            a b,              a b
            dir/,             dir/%
            /,                %/%
            a//b,             a/%/b
            ..,               %2E.
            a/../b,           a/%2E./b
            .hidden,          %2Ehidden
            a.b.c,            a.b.c
            a%2Fb,            a%252Fb
            wow!,             wow%21
            café,             caf%C3%A9
            \\,               \\
            """)
    void aKeyIsReadableWhereItCanBe(String key, String path) {
        assertThat(String.join("/", KeyPath.of(key))).isEqualTo(path);
    }

    @Test
    void aLongSegmentIsCutButNeverInsideAnEscape() {
        assertThat(KeyPath.of("x".repeat(159) + "é" + "y")).containsExactly("x".repeat(159) + "%~", "%C3%A9y");
        assertThat(KeyPath.of("x".repeat(158) + "é")).containsExactly("x".repeat(158) + "%~", "%C3%A9");
        assertThat(KeyPath.of("x".repeat(157) + "é")).containsExactly("x".repeat(157) + "%C3%~", "%A9");
        assertThat(KeyPath.of("x".repeat(160) + "..")).containsExactly("x".repeat(160) + "%~", "%2E.");
        assertThat(KeyPath.of("x".repeat(160))).containsExactly("x".repeat(160));
        assertThat(KeyPath.of("x".repeat(161))).containsExactly("x".repeat(160) + "%~", "x");
    }

    @Test
    void noTwoKeysShareAPathAndEveryPathIsSafe() {
        Random random = Seed.fresh().random();
        Stream<String> keys = Stream.concat(OddKeys.all(), Stream.generate(() -> key(random)).limit(50_000));
        Map<List<String>, String> seen = new HashMap<>();

        keys.forEach(key -> {
            List<String> names = KeyPath.of(key);
            assertThat(seen.merge(names, key, (one, _) -> one)).isEqualTo(key);
            assertThat(names).allSatisfy(KeyPathTest::isSafe);
            assertThat(String.join("/", names).length()).isLessThan(3200);
        });
    }

    @Test
    void halfACharacterIsRefused() {
        assertThatThrownBy(() -> KeyPath.of("a\ud83d")).isInstanceOf(StoreFailure.Rejected.class);
    }

    private static void isSafe(String name) {
        assertThat(name).isNotEmpty().isASCII().doesNotStartWith(".").doesNotContain("/", "!", "\0", "\n");
        assertThat(name.length()).isLessThanOrEqualTo(162);
    }

    /** Made of what the escaping itself is made of, so that mistakes collide. */
    private static String key(Random random) {
        String[] parts = {"a", "/", "%", "~", "%~", "!", ".", "..", "2", "E", "%2E", "%25", "é", "x".repeat(80),
                "x".repeat(159)};
        StringBuilder key = new StringBuilder();
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
            key.append(parts[random.nextInt(parts.length)]);
        }
        return key.toString();
    }
}
