package dev.s3gateway.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.ledger.postgres.GroupCommit.Outcome;
import dev.s3gateway.lifecycle.Background;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Who takes what is queued, and when another one begins. */
@Timeout(60)
class GroupCommitTest {

    private static final int CROWD = 8;
    /** Missed until it goes alone, and then waited for. */
    private static final int ELSEWHERE = 50;

    private final List<List<Integer>> batches = new ArrayList<>();
    private final AtomicLong now = new AtomicLong();
    private final Sinks.Empty<Void> held = Sinks.empty();
    private final Sinks.Empty<Void> elsewhere = Sinks.empty();
    private final Background background = new Background(Duration.ofSeconds(1));
    private final GroupCommit<Integer, Integer> group = new GroupCommit<>("test", 2, CROWD, one -> one,
            one -> one < 100, background, this::run, now::get);

    private Mono<List<Outcome<Integer>>> run(List<Integer> requests, boolean patient) {
        synchronized (batches) {
            batches.add(requests);
        }
        if (requests.contains(ELSEWHERE)) {
            return patient
                    ? elsewhere.asMono().thenReturn(List.of(new Outcome.Done<>(ELSEWHERE)))
                    : Mono.just(List.of(new Outcome.Missed<>()));
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
        Mono<Integer> waiting = begun(1);
        now.addAndGet(Duration.ofMillis(51).toNanos());

        assertThat(begun(2).block()).isEqualTo(2);

        assertThat(waiting.block()).isEqualTo(1);
        held.tryEmitEmpty().orThrow();
    }

    @Test
    void whoeverComesWhileAnotherGatewayIsWaitedForDoesNotWaitWithIt() {
        Mono<Integer> missed = begun(ELSEWHERE);

        assertThat(begun(1).block()).isEqualTo(1);
        assertThat(begun(2).block()).isEqualTo(2);

        assertThat(batches).containsExactly(List.of(ELSEWHERE), List.of(ELSEWHERE), List.of(ELSEWHERE),
                List.of(ELSEWHERE), List.of(1), List.of(2));
        elsewhere.tryEmitEmpty().orThrow();
        assertThat(missed.block()).isEqualTo(ELSEWHERE);
    }

    @Test
    void whoeverIsQueuedWhenAnotherGatewayIsWaitedForDoesNotWaitWithIt() {
        var _ = begun(0);
        Mono<Integer> missed = begun(ELSEWHERE);
        Mono<Integer> behind = begun(101);

        held.tryEmitEmpty().orThrow();

        assertThat(behind.block()).isEqualTo(101);
        elsewhere.tryEmitEmpty().orThrow();
        assertThat(missed.block()).isEqualTo(ELSEWHERE);
    }

    @Test
    void aBatchIsOfOneKind() {
        Mono<Integer> first = begun(0);
        List<Mono<Integer>> others = IntStream.of(1, 101, 2, 102).mapToObj(this::begun).toList();

        held.tryEmitEmpty().orThrow();
        var _ = first.block();
        others.forEach(other -> assertThat(other.block()).isNotNull());

        assertThat(batches).containsExactly(List.of(0), List.of(1, 2), List.of(101, 102));
    }

    private Mono<Integer> begun(int request) {
        Mono<Integer> answer = group.submit(request).cache();
        var _ = answer.subscribe();
        return answer;
    }
}
