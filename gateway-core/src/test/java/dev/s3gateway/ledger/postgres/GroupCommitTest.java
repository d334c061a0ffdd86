package dev.s3gateway.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.ledger.postgres.GroupCommit.Outcome;
import dev.s3gateway.lifecycle.Background;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Who takes what is queued, and when another one begins. */
@Timeout(60)
class GroupCommitTest {

    private static final int CROWD = 8;

    private final List<List<Integer>> batches = new ArrayList<>();
    private final Sinks.Empty<Void> held = Sinks.empty();
    private final Background background = new Background(Duration.ofSeconds(1));
    private final GroupCommit<Integer, Integer> group = new GroupCommit<>("test", 2, CROWD, one -> one, background,
            (requests, _) -> run(requests));

    private Mono<List<Outcome<Integer>>> run(List<Integer> requests) {
        synchronized (batches) {
            batches.add(requests);
        }
        List<Outcome<Integer>> done = requests.stream().<Outcome<Integer>>map(Outcome.Done::new).toList();
        return requests.contains(0) ? held.asMono().thenReturn(done) : Mono.just(done);
    }

    @Test
    void whatComesWhileABatchIsUnderWayGoesTogetherInTheNext() {
        Mono<Integer> first = begun(0);
        List<Mono<Integer>> others = IntStream.range(1, CROWD).mapToObj(this::begun).toList();

        held.tryEmitEmpty().orThrow();
        var _ = first.block();
        others.forEach(other -> assertThat(other.block()).isNotNull());

        assertThat(batches).containsExactly(List.of(0), IntStream.range(1, CROWD).boxed().toList());
    }

    @Test
    void aCrowdDoesNotWaitForTheBatchThatIsUnderWay() {
        var _ = begun(0);
        List<Mono<Integer>> others = IntStream.rangeClosed(1, CROWD).mapToObj(this::begun).toList();

        others.forEach(other -> assertThat(other.block()).isNotNull());

        assertThat(batches).hasSize(2);
        held.tryEmitEmpty().orThrow();
    }

    @Test
    void aBatchThatIsStuckDoesNotHoldTheRequestsThatComeLater() {
        var _ = begun(0);
        List<Mono<Integer>> later = new ArrayList<>();
        int next = 1;

        // How long it takes until a batch counts as stuck is of no interest: one of these few finds it so.
        while (next < CROWD && (later.isEmpty() || !isAnswered(later.getLast()))) {
            later.add(begun(next++));
        }

        later.forEach(one -> assertThat(Objects.requireNonNull(one.block())).isPositive());
        held.tryEmitEmpty().orThrow();
    }

    private static boolean isAnswered(Mono<Integer> one) {
        return one.map(_ -> true).timeout(Duration.ofMillis(60), Mono.just(false)).block() == Boolean.TRUE;
    }

    private Mono<Integer> begun(int request) {
        Mono<Integer> answer = group.submit(request).cache();
        var _ = answer.subscribe();
        return answer;
    }
}
