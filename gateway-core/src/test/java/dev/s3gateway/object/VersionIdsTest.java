package dev.s3gateway.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VersionIdsTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void whatIsMadeLaterIsGreater() {
        VersionId one = new VersionIds(() -> NOON).get();
        VersionId other = new VersionIds(() -> NOON.plusMillis(1)).get();

        assertThat(one.toString()).isLessThan(other.toString());
    }

    @Test
    void theyAreUuidsOfVersionSevenAndDifferWithinAMillisecond() {
        VersionIds ids = new VersionIds(() -> NOON);
        List<UUID> made = Stream.generate(ids).limit(10_000).map(VersionId::value).toList();

        assertThat(made).doesNotHaveDuplicates().allMatch(id -> id.version() == 7 && id.variant() == 2);
        assertThat(made).allMatch(id -> id.getMostSignificantBits() >>> 16 == NOON.toEpochMilli());
    }
}
