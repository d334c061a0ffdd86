package dev.s3gateway.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.job.Job;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.ManualClock;
import dev.s3gateway.ledger.MemoryLedger;
import dev.s3gateway.ledger.OperationsLog.Entry;
import dev.s3gateway.ledger.OperationsLog.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogRotationJobTest {

    private final ManualClock clock = new ManualClock();
    private final MemoryLedger ledger = MemoryLedger.ready(clock);
    private final Job job = new LogRotationJob(ledger.operations(), Duration.ofDays(90));

    @Test
    void anEntryStaysForItsRetentionAndGoesTheDayAfter() {
        ledger.operations().append(List.of(entry("old", clock.instant()))).block();
        clock.advance(Duration.ofDays(90));
        ledger.operations().append(List.of(entry("new", clock.instant()))).block();

        assertThat(job.step().block()).isInstanceOf(Step.Idle.class);
        assertThat(requests()).containsExactly("new", "old");

        clock.advance(Duration.ofDays(1));
        assertThat(job.step().block()).isInstanceOf(Step.Idle.class);
        assertThat(requests()).containsExactly("new");
    }

    private List<String> requests() {
        Query all = new Query(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), 10);
        return Objects.requireNonNull(ledger.operations().page(all).block())
                .entries()
                .stream()
                .map(Entry::requestId)
                .toList();
    }

    private static Entry entry(String request, Instant at) {
        return new Entry("GetObject", "b", Optional.of("k"), Optional.empty(), 200, 1, 1, request, "127.0.0.1", at);
    }
}
