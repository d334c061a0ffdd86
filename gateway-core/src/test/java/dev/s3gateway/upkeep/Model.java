package dev.s3gateway.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.object.ObjectKey;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a client may believe: per key the values that it can hold. One value after a success; more after an answer that
 * left it open, until a read tells. Values are numbers; each stands for bytes of its own.
 */
final class Model {

    static final int ABSENT = 0;

    private final TreeMap<ObjectKey, Set<Integer>> possible = new TreeMap<>();
    private int last;

    int fresh() {
        return ++last;
    }

    static byte[] bytes(int value) {
        Random random = new Random(value);
        int size = switch (random.nextInt(10)) {
            case 0 -> 0;
            case 1 -> (1 << 20) + random.nextInt(300_000);
            default -> random.nextInt(5000);
        };
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    Set<Integer> of(String key) {
        return possible.computeIfAbsent(new ObjectKey(key), _ -> new TreeSet<>(Set.of(ABSENT)));
    }

    void is(String key, int value) {
        Set<Integer> values = of(key);
        values.clear();
        values.add(value);
    }

    void mayBe(String key, int value) {
        of(key).add(value);
    }

    void wasSeenAbsent(String key) {
        assertThat(of(key)).as("%s was not found", key).contains(ABSENT);
        is(key, ABSENT);
    }

    void wasSeenPresent(String key) {
        Set<Integer> values = of(key);
        values.remove(ABSENT);
        assertThat(values).as("%s was seen", key).isNotEmpty();
    }

    void wasRead(String key, byte[] bytes) {
        List<Integer> matching = of(key).stream()
                .filter(value -> value != ABSENT && Arrays.equals(bytes(value), bytes))
                .toList();
        assertThat(matching).as("%s was read as %d bytes, may be %s", key, bytes.length, of(key)).isNotEmpty();
        of(key).retainAll(matching);
    }

    void wasListed(List<String> keys) {
        assertThat(keys).as("I7: byte order, no duplicate")
                .isEqualTo(
                        keys.stream().map(ObjectKey::new).sorted().distinct().map(ObjectKey::value).toList());
        Set<String> all = new TreeSet<>();
        possible.keySet().forEach(key -> all.add(key.value()));
        assertThat(all).containsAll(keys);
        all.forEach(key -> {
            if (keys.contains(key)) {
                wasSeenPresent(key);
            } else {
                wasSeenAbsent(key);
            }
        });
    }
}
