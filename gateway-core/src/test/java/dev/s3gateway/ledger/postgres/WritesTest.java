package dev.s3gateway.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.ledger.BucketId;
import dev.s3gateway.ledger.CommitResult;
import dev.s3gateway.ledger.Foreign;
import dev.s3gateway.ledger.Intent;
import dev.s3gateway.ledger.LedgerTable;
import dev.s3gateway.ledger.postgres.GroupCommit.Outcome;
import dev.s3gateway.ledger.postgres.Mutation.Decision;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ObjectKey;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.object.VersionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Intents and commits take turns, so that there are more in each batch. */
@Timeout(60)
class WritesTest {

    private final BucketId bucket = new BucketId(UUID.randomUUID());
    private final AtomicLong now = new AtomicLong();
    private final List<String> batches = new ArrayList<>();
    /** The first batch ends with this one, the others at once. */
    private final Sinks.Empty<Void> first = Sinks.empty();
    private final Writes writes = new Writes((intents, _) -> ended("intents", intents.size(), true),
            (changes, _) -> ended("changes", changes.size(), new Decision.OfPut(new CommitResult.LeaseLost())),
            new Background(Duration.ofSeconds(1)), now::get);

    private synchronized <R> Mono<List<Outcome<R>>> ended(String kind, int many, R result) {
        batches.add(many + " " + kind);
        List<Outcome<R>> done = IntStream.range(0, many).<Outcome<R>>mapToObj(_ -> new Outcome.Done<>(result)).toList();
        return batches.size() == 1 ? first.asMono().thenReturn(done) : Mono.just(done);
    }

    @Test
    void whatBeginsWhileAnotherCommitsGathersForOneBatch() {
        List<Mono<?>> all = List.of(changed("a"), begun("b"), changed("c"), begun("d"), begun("e"), changed("f"));

        first.tryEmitEmpty().orThrow();

        all.forEach(one -> assertThat(one.block()).isNotNull());
        assertThat(batches).containsExactly("1 changes", "3 intents", "2 changes");
    }

    @Test
    void aCommitThatIsStuckHoldsNoIntentThatComesLater() {
        var _ = changed("a");
        now.addAndGet(Duration.ofMillis(51).toNanos());

        assertThat(begun("b").block()).isEqualTo(true);

        assertThat(batches).containsExactly("1 changes", "1 intents");
        first.tryEmitEmpty().orThrow();
    }

    @Test
    void aCrowdOfIntentsAndCommitsDoesNotWaitForTheBatchUnderWay() {
        var _ = changed("first");
        List<Mono<?>> crowd = IntStream.range(0, Writes.CROWD)
                .<Mono<?>>mapToObj(n -> n % 2 == 0 ? begun("k" + n) : changed("k" + n))
                .toList();

        crowd.forEach(one -> assertThat(one.block()).isNotNull());

        assertThat(batches).containsExactly("1 changes", Writes.CROWD / 2 + " intents", Writes.CROWD / 2 + " changes");
        first.tryEmitEmpty().orThrow();
    }

    private Mono<?> begun(String key) {
        return begun(writes.begin(new Intent(new VersionId(UUID.randomUUID()), bucket, object(key), List.of())));
    }

    private Mono<?> changed(String key) {
        return begun(writes.change(new Mutation.Remove(UUID.randomUUID(), bucket, object(key), Conditions.NONE,
                Foreign.NOTHING, LedgerTable.ORIGIN)));
    }

    private static Mono<?> begun(Mono<?> request) {
        Mono<?> answer = request.cache();
        var _ = answer.subscribe();
        return answer;
    }

    private static ObjectRef object(String key) {
        return new ObjectRef(new BucketName("bucket"), new ObjectKey(key));
    }
}
