package dev.s3gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.object.BucketName;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class BucketMemoryTest {

    private static final BucketName NAME = new BucketName("photos");

    private final AtomicLong clock = new AtomicLong();
    private final BucketMemory memory = new BucketMemory(clock::incrementAndGet);

    @Test
    void aBucketIsRememberedForASecondSinceItWasAskedFor() {
        Sinks.One<Bucket> slow = Sinks.one();
        var looking = memory.learning(NAME, slow.asMono()).toFuture();
        clock.addAndGet(BucketMemory.LONGEST.toNanos() / 2);
        slow.tryEmitValue(bucket(ZoneBucket.State.OPEN)).orThrow();

        assertThat(memory.recall(NAME)).contains(looking.join());
        clock.addAndGet(BucketMemory.LONGEST.toNanos() / 2);
        assertThat(memory.recall(NAME)).isEmpty();
    }

    @Test
    void absenceIsNeverRememberedAndEndsWhatWas() {
        see(bucket(ZoneBucket.State.OPEN));
        memory.learning(NAME, Mono.empty()).block();

        assertThat(memory.recall(NAME)).isEmpty();
    }

    @Test
    void aBucketThatSomeZoneIsStillToGetIsNotRemembered() {
        see(bucket(ZoneBucket.State.OPEN));
        see(bucket(ZoneBucket.State.PENDING));

        assertThat(memory.recall(NAME)).isEmpty();
    }

    @Test
    void whatWasAskedForBeforeAChangeIsNotRememberedAfterIt() {
        Sinks.One<Bucket> slow = Sinks.one();
        var looking = memory.learning(NAME, slow.asMono()).toFuture();
        memory.changing(Mono.just(true)).block();
        slow.tryEmitValue(bucket(ZoneBucket.State.OPEN)).orThrow();

        assertThat(looking).isCompleted();
        assertThat(memory.recall(NAME)).isEmpty();
    }

    @Test
    void aChangeIsForgottenAboutBeforeItsEndIsTold() {
        see(bucket(ZoneBucket.State.OPEN));

        assertThat(memory.changing(Mono.just(true)).map(_ -> memory.recall(NAME)).block()).isEmpty();
        see(bucket(ZoneBucket.State.OPEN));
        assertThat(memory.changing(Mono.error(new LedgerUnavailable("unknown", null)))
                .onErrorReturn(true)
                .map(_ -> memory.recall(NAME))
                .block()).isEmpty();
    }

    private void see(Bucket bucket) {
        memory.learning(NAME, Mono.just(bucket)).block();
    }

    private static Bucket bucket(ZoneBucket.State state) {
        return new Bucket(new BucketId(UUID.randomUUID()), NAME, "alice", "", Instant.EPOCH,
                List.of(LedgerTable.zoneBucket("oslo", "photos").in(state)));
    }
}
