package dev.s3gateway.backend;

import static dev.s3gateway.backend.ScriptedStore.Call.DELETE;
import static dev.s3gateway.backend.ScriptedStore.Call.GET;
import static dev.s3gateway.backend.ScriptedStore.Call.PUT;
import static dev.s3gateway.backend.ScriptedStore.Call.SIZE;
import static dev.s3gateway.backend.Scripts.accepts;
import static dev.s3gateway.backend.Scripts.answersAfter;
import static dev.s3gateway.backend.Scripts.arrivesTwice;
import static dev.s3gateway.backend.Scripts.bytes;
import static dev.s3gateway.backend.Scripts.chunks;
import static dev.s3gateway.backend.Scripts.claimsAWrongDigest;
import static dev.s3gateway.backend.Scripts.claimsAWrongSize;
import static dev.s3gateway.backend.Scripts.corruptsWhatItSends;
import static dev.s3gateway.backend.Scripts.dropsTheAnswer;
import static dev.s3gateway.backend.Scripts.every;
import static dev.s3gateway.backend.Scripts.hangs;
import static dev.s3gateway.backend.Scripts.holdsTheAnswer;
import static dev.s3gateway.backend.Scripts.liesThatItStored;
import static dev.s3gateway.backend.Scripts.refuses;
import static dev.s3gateway.backend.Scripts.reset;
import static dev.s3gateway.backend.Scripts.sends;
import static dev.s3gateway.backend.Scripts.slowly;
import static dev.s3gateway.backend.Scripts.sometimes;
import static dev.s3gateway.backend.Scripts.startsAfter;
import static dev.s3gateway.backend.Scripts.throttled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.VersionId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The scripts do what their names say, and let go of every chunk. */
@Timeout(60)
class ScriptedStoreTest {

    private static final byte[] BYTES = new byte[300_000];

    private final MemoryStore memory = MemoryStore.natural("oslo").with("photos");
    private final ScriptedStore oslo = ScriptedStore.over(memory);
    private final Chunks chunks = new Chunks();

    @AfterEach
    void everyChunkIsReleased() {
        chunks.assertAllReleased();
    }

    @Test
    void aZoneThatRefusesReadsNothing() {
        oslo.on(PUT, refuses(throttled()));

        StepVerifier.create(put()).verifyError(StoreFailure.Throttled.class);

        assertThat(chunks.emitted()).isZero();
    }

    @Test
    void aZoneThatFailsHalfWayHasReadHalfAndStoredNothing() {
        oslo.on(PUT, accepts(2, chunks()).thenFails(reset()));

        StepVerifier.create(put()).verifyError(StoreFailure.Unreachable.class);

        assertThat(chunks.emitted()).isEqualTo(2);
        assertThat(memory.copies("photos")).isEmpty();
    }

    @Test
    void aZoneThatStallsTakesNoMoreAndSaysNothing() {
        oslo.on(PUT, accepts(150_000, bytes()).thenStalls());

        StepVerifier.withVirtualTime(this::put)
                .expectSubscription()
                .expectNoEvent(Duration.ofHours(1))
                .thenCancel()
                .verify();

        assertThat(chunks.emitted()).isEqualTo(2);
    }

    @Test
    void aZoneThatHangsTakesNothingAndLetsTheBodyGoWhenItIsCancelled() {
        oslo.on(PUT, hangs());

        StepVerifier.withVirtualTime(this::put)
                .expectSubscription()
                .expectNoEvent(Duration.ofHours(1))
                .thenCancel()
                .verify();

        assertThat(chunks.emitted()).isZero();
    }

    @Test
    void aSlowZoneTakesItsTimeForEachChunk() {
        oslo.on(PUT, slowly(Duration.ofSeconds(1)));

        StepVerifier.withVirtualTime(this::put)
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(2_999))
                .thenAwait(Duration.ofMillis(1))
                .expectNextCount(1)
                .verifyComplete();
    }

    @Test
    void aLateAnswerIsLateAndALateStartIsNoEarlier() {
        oslo.on(PUT, answersAfter(Duration.ofSeconds(5))).on(SIZE, startsAfter(Duration.ofSeconds(5)));

        StepVerifier.withVirtualTime(this::put)
                .expectSubscription()
                .then(() -> assertThat(memory.copies("photos")).hasSize(1))
                .expectNoEvent(Duration.ofMillis(4_999))
                .thenAwait(Duration.ofMillis(1))
                .expectNextCount(1)
                .verifyComplete();
        StepVerifier.withVirtualTime(() -> oslo.size(memory.copies("photos").getFirst().locator()))
                .thenAwait(Duration.ofSeconds(5))
                .expectNext((long) BYTES.length)
                .verifyComplete();
    }

    @Test
    void aLostAnswerLeavesTheObjectThere() {
        oslo.once(PUT, dropsTheAnswer());

        StepVerifier.create(put()).verifyError(StoreFailure.Unreachable.class);

        assertThat(memory.copies("photos")).hasSize(1);
    }

    @Test
    void aHeldAnswerComesWhenTheGateOpens() {
        Gate gate = new Gate();
        oslo.on(PUT, holdsTheAnswer(gate));

        StepVerifier.create(put())
                .expectSubscription()
                .then(() -> assertThat(memory.copies("photos")).hasSize(1))
                .then(gate::open)
                .expectNextCount(1)
                .verifyComplete();
    }

    @Test
    void aRequestThatArrivesTwiceLeavesTwoCopiesOfOneStamp() {
        oslo.once(PUT, arrivesTwice());

        Stored second = put().blockOptional().orElseThrow();

        StepVerifier.create(oslo.stampedAt(second.locator()).count()).expectNext(2L).verifyComplete();
    }

    @Test
    void aLiarIsFoundOutByWhatItHolds() {
        oslo.once(PUT, claimsAWrongSize()).once(PUT, claimsAWrongDigest()).once(PUT, liesThatItStored(DigestKind.MD5));

        StepVerifier.create(put()).expectNextMatches(stored -> stored.size() != BYTES.length).verifyComplete();
        StepVerifier.create(put())
                .expectNextMatches(stored -> !stored.digest().equals(DigestKind.MD5.of(BYTES)))
                .verifyComplete();
        StepVerifier.create(put().map(Stored::locator).flatMap(oslo::size)).verifyError(StoreFailure.NotFound.class);
    }

    @Test
    void aReadMayBreakOffStallOrLie() {
        Locator locator = put().blockOptional().orElseThrow().locator();

        oslo.on(GET, sends(100_000, bytes()).thenFails(reset()));
        StepVerifier.create(lengths(locator).reduce(0, Integer::sum)).verifyError(StoreFailure.Unreachable.class);
        StepVerifier.create(lengths(locator)).expectNext(65_536, 100_000 - 65_536).verifyError();

        oslo.on(GET, sends(1, chunks()).thenStalls());
        StepVerifier.withVirtualTime(() -> lengths(locator))
                .expectNext(65_536)
                .expectNoEvent(Duration.ofHours(1))
                .thenCancel()
                .verify();

        oslo.on(GET, corruptsWhatItSends());
        byte[] read = oslo.get(locator, Optional.empty())
                .flatMap(found -> Drained.of(found.body(), BYTES.length))
                .blockOptional()
                .orElseThrow();
        assertThat(Arrays.mismatch(read, BYTES)).isZero();
        assertThat(Arrays.mismatch(Arrays.copyOfRange(read, 1, read.length), new byte[BYTES.length - 1])).isNegative();
    }

    @Test
    void everyThirdCallFails() {
        oslo.on(DELETE, every(3, refuses(reset())));
        Locator gone = planned().withZoneVersion("v9");

        Flux<Boolean> deletes = Flux.range(0, 6)
                .concatMap(_ -> oslo.delete(gone).thenReturn(true).onErrorReturn(false));

        StepVerifier.create(deletes).expectNext(true, true, false, true, true, false).verifyComplete();
    }

    @Test
    void theSameSeedMakesTheSameTrouble() {
        Seed seed = Seed.fresh();

        List<Boolean> first = troubled(seed);

        assertThat(troubled(seed)).isEqualTo(first);
        assertThat(first).contains(true, false);
    }

    @Test
    void aZoneThatIsDownRefusesEverythingUntilItIsUp() {
        oslo.down();
        StepVerifier.create(put()).verifyError(StoreFailure.Unreachable.class);
        StepVerifier.create(oslo.ping()).verifyError(StoreFailure.Unreachable.class);

        oslo.up();
        StepVerifier.create(put()).expectNextCount(1).verifyComplete();
        assertThat(oslo.count(PUT)).isEqualTo(2);
    }

    private Mono<Stored> put() {
        return oslo.put(planned(), Metadata.ofType("text/plain"), chunks.body(BYTES, 100_000));
    }

    private Flux<Integer> lengths(Locator locator) {
        return oslo.get(locator, Optional.empty()).flatMapMany(found -> found.body().chunks()).map(chunk -> {
            int length = chunk.readableBytes();
            chunk.release();
            return length;
        });
    }

    private List<Boolean> troubled(Seed seed) {
        ScriptedStore zone = ScriptedStore.over(memory)
                .onEvery(sometimes(50, seed, refuses(reset()), dropsTheAnswer()));
        return Flux.range(0, 64)
                .concatMap(_ -> zone.put(planned(), Metadata.ofType("text/plain"), Body.of("x"))
                        .hasElement()
                        .onErrorReturn(false))
                .collectList()
                .blockOptional()
                .orElseThrow();
    }

    private static Locator planned() {
        return new Locator(new ZoneCode("oslo"), "photos", "cat.jpg", Optional.empty(),
                new Stamp(1, new VersionId(UUID.randomUUID()), 1));
    }
}
