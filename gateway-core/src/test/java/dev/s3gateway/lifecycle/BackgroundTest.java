package dev.s3gateway.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class BackgroundTest {

    private final Background background = new Background(Duration.ofSeconds(30));
    private final Sinks.One<String> work = Sinks.one();

    @Test
    void aReaderWhoLeavesDoesNotCutTheWork() {
        background.detached("commit", work.asMono()).subscribe().dispose();

        assertThat(work.currentSubscriberCount()).isOne();
        assertThat(background.running()).isEqualTo(Map.of("commit", 1));
    }

    @Test
    void whoHasSeenTheAnswerSeesAnIdleHouse() {
        List<Map<String, Integer>> seen = new ArrayList<>();

        background.detached("commit", work.asMono()).subscribe(_ -> seen.add(background.running()));
        work.tryEmitValue("done");

        assertThat(seen).containsExactly(Map.of());
    }

    @Test
    void emptyAndFailureAreRelayed() {
        StepVerifier.create(background.detached("commit", Mono.empty())).verifyComplete();
        StepVerifier.create(background.detached("commit", Mono.error(new IllegalStateException("no"))))
                .verifyErrorMessage("no");
        assertThat(background.running()).isEmpty();
    }

    @Test
    void theWorkSeesTheContextOfItsCaller() {
        Mono<String> request = Mono.deferContextual(context -> Mono.just(context.get("request")));

        StepVerifier.create(background.detached("commit", request).contextWrite(c -> c.put("request", "R1")))
                .expectNext("R1")
                .verifyComplete();
    }

    @Test
    void workWithoutAWaiterRunsAndItsFailureIsKeptIn() {
        background.start("late lane", work.asMono());
        assertThat(background.running()).isEqualTo(Map.of("late lane", 1));

        work.tryEmitError(new IllegalStateException("expected in this test"));

        assertThat(background.running()).isEmpty();
    }

    @Test
    void stoppingWaitsForWorkButNotForEver() {
        StepVerifier.withVirtualTime(() -> {
            background.start("commit", work.asMono());
            return background.stop();
        }).expectSubscription().expectNoEvent(Duration.ofSeconds(29)).thenAwait(Duration.ofSeconds(1)).verifyComplete();
    }

    @Test
    void stoppingEndsWithTheLastWork() {
        StepVerifier.withVirtualTime(() -> {
            background.start("commit", work.asMono());
            return background.stop();
        })
                .expectSubscription()
                .expectNoEvent(Duration.ofSeconds(10))
                .then(() -> work.tryEmitValue("done"))
                .thenAwait(Duration.ofMillis(20))
                .verifyComplete();
    }
}
