package dev.s3gateway.replication.write;

import static dev.s3gateway.backend.ScriptedStore.Call.PUT;
import static dev.s3gateway.replication.House.await;
import static dev.s3gateway.replication.House.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.s3gateway.replication.House;
import dev.s3gateway.backend.Chunks;
import dev.s3gateway.backend.DigestKind;
import dev.s3gateway.backend.Gate;
import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.Script;
import dev.s3gateway.backend.Scripts;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.bytes.Digests;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ETag;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.placement.Ack;
import dev.s3gateway.placement.BucketDefaults;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class WriterTest {

    private static final byte[] SMALL = "a cat".getBytes(StandardCharsets.UTF_8);
    private static final byte[] LARGE = bytes(3 << 20);

    private final Chunks chunks = new Chunks();
    private final House house = House.of("oslo", "bergen", "tromso");

    @AfterEach
    void nothingIsLeftBehind() {
        house.rest();
        chunks.assertAllReleased();
        assertThat(house.background.running()).isEmpty();
        assertThat(house.ledger.openIntents()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_537, 1 << 20, (1 << 20) + 1, 3 << 20})
    void everyZoneHoldsEveryByteAndTheLedgerKnows(int size) {
        byte[] bytes = bytes(size);

        Written written = write(chunks.body(bytes, 10_000));

        assertThat(written.complete()).isTrue();
        assertThat(written.zones()).extracting(ZoneCode::value).containsExactly("oslo", "bergen", "tromso");
        assertThat(written.version().content().size()).isEqualTo(size);
        for (String zone : house.zones.keySet()) {
            assertThat(house.copies(zone, "cat.jpg")).singleElement().satisfies(copy -> {
                assertThat(copy.bytes()).isEqualTo(bytes);
                assertThat(written.version().completeCopies()).extracting(c -> c.locator()).contains(copy.locator());
            });
        }
    }

    // F24: a quota, at a body that is kept and at one that is not.
    @ParameterizedTest
    @ValueSource(ints = {5, 3 << 20})
    void aZoneThatRefusesAtOnceDoesNotStallTheOthersAndIsOwedACopy(int size) {
        house.zone("bergen").on(PUT, Scripts.refuses(Scripts.full()));

        Written written = write(chunks.body(bytes(size), 50_000));

        assertThat(written.complete()).isFalse();
        assertThat(written.zones()).extracting(ZoneCode::value).containsExactly("oslo", "tromso");
        assertThat(waiting(Task.Kind.COPY)).isEqualTo(1);
    }

    // F10, F11: a black hole, and a zone that reads next to nothing.
    @Test
    void aZoneThatTakesNothingIsDroppedAndTheWriteGoesOn() {
        house.zone("bergen").on(PUT, Scripts.hangs());

        Written written = write(chunks.body(LARGE, 50_000));

        assertThat(written.zones()).extracting(ZoneCode::value).containsExactly("oslo", "tromso");
    }

    // F12, F13: a reset in the middle of a body, and before a byte of it.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 30})
    void aZoneThatBreaksOffMidwayIsLeftBehind(int after) {
        house.zone("oslo").on(PUT, Scripts.accepts(after, Scripts.chunks()).thenFails(Scripts.reset()));

        Written written = write(chunks.body(LARGE, 50_000));

        assertThat(written.zones()).extracting(ZoneCode::value).containsExactly("bergen", "tromso");
        assertThat(house.copies("oslo", "cat.jpg")).isEmpty();
    }

    // F12: the answer is lost after the body; nothing is assumed, what landed is purged.
    @Test
    void aLostAnswerCountsAsNoCopyAndItsAddressIsPurged() {
        house.zone("oslo").on(PUT, Scripts.dropsTheAnswer());

        Written written = write(chunks.body(LARGE, 50_000));

        assertThat(written.zones()).extracting(ZoneCode::value).containsExactly("bergen", "tromso");
        assertThat(waiting(Task.Kind.PURGE)).isPositive();
        assertThat(waiting(Task.Kind.COPY)).isEqualTo(1);
    }

    @Test
    void aSmallBodyIsSentAgainToAnotherAddressAfterAPassingFailure() {
        house.zone("oslo").once(PUT, Scripts.dropsTheAnswer());

        Written written = house.write("cat.jpg", SMALL);

        assertThat(written.complete()).isTrue();
        assertThat(house.copies("oslo", "cat.jpg")).hasSize(2)
                .extracting(copy -> copy.locator().stamp().attempt())
                .containsExactly(1, 2);
        assertThat(waiting(Task.Kind.PURGE)).isPositive();
    }

    @Test
    void aRefusalForGoodIsNotTriedAgain() {
        house.zone("oslo").on(PUT, Scripts.refuses(Scripts.full()));

        Written written = house.write("cat.jpg", SMALL);

        assertThat(written.complete()).isFalse();
        assertThat(house.zone("oslo").count(PUT)).isEqualTo(1);
    }

    // F09: when everything fails, calls do not double.
    @Test
    void aStormOfFailuresIsNotAnsweredByAStormOfRetries() {
        Writer writer = house.writer();
        house.zone("oslo").on(PUT, Scripts.refuses(Scripts.throttled()));

        for (int i = 0; i < 300; i++) {
            await(writer.write(put("cat-" + i, new Body.Buffered(SMALL))));
        }

        assertThat(house.zone("oslo").count(PUT)).isLessThan(360);
    }

    // F14: wrong entity tag, wrong size.
    @Test
    void aZoneThatHoldsOtherBytesIsNotCounted() {
        house.zone("oslo").on(PUT, Scripts.claimsAWrongDigest());
        house.zone("bergen").on(PUT, Scripts.claimsAWrongSize());

        Written written = house.write("cat.jpg", SMALL);

        assertThat(written.zones()).extracting(ZoneCode::value).containsExactly("tromso");
    }

    // F14: a zone that proves nothing is read back; F15: 200, and then the object is not there.
    @Test
    void aZoneThatSaysOnlyASizeIsReadBack() {
        House silent = over(Map.of("oslo", MemoryStore.natural("oslo").answering(DigestKind.NONE), "bergen",
                MemoryStore.natural("bergen").answering(DigestKind.NONE)));
        silent.zone("bergen").on(PUT, Scripts.liesThatItStored(DigestKind.NONE));

        Written written = silent.write("cat.jpg", SMALL);

        assertThat(written.zones()).extracting(ZoneCode::value).containsExactly("oslo");
        assertThat(silent.zone("oslo").count(dev.s3gateway.backend.ScriptedStore.Call.GET)).isEqualTo(1);
    }

    @Test
    void withoutVerificationASizeIsEnough() {
        House silent = over(Map.of("oslo", MemoryStore.natural("oslo").answering(DigestKind.NONE)))
                .with(new BucketDefaults(Ack.SETTLED, true, 1, OptionalInt.empty(), false));

        Written written = silent.write("cat.jpg", SMALL);

        assertThat(written.complete()).isTrue();
        assertThat(silent.zone("oslo").count(dev.s3gateway.backend.ScriptedStore.Call.GET)).isZero();
    }

    @Test
    void everyWayOfProvingTheBytesCounts() {
        House proving = over(Map.of("oslo", MemoryStore.natural("oslo").answering(DigestKind.CRC32C), "bergen",
                MemoryStore.natural("bergen").answering(DigestKind.CHECKED_OURS)));

        assertThat(proving.write("cat.jpg", SMALL).complete()).isTrue();
    }

    @Test
    void anUnversionedZoneGetsAKeyOfItsOwnForEveryAttempt() {
        House sealed = over(Map.of("oslo", MemoryStore.sealed("oslo")));

        Written first = sealed.write("cat.jpg", SMALL);
        Written second = sealed.write("cat.jpg", bytes(7));

        assertThat(first.complete() && second.complete()).isTrue();
        assertThat(sealed.copies("oslo", "cat.jpg")).extracting(copy -> copy.locator().key())
                .doesNotHaveDuplicates()
                .hasSize(2);
        assertThat(sealed.read("cat.jpg")).isEqualTo(bytes(7));
    }

    @Test
    void aKeyTooLongToBeSealedIsHashed() {
        House sealed = over(Map.of("oslo", MemoryStore.sealed("oslo")));
        String key = "k".repeat(1024);

        sealed.write(key, SMALL);

        assertThat(sealed.store("oslo").copies(House.BUCKET)).singleElement()
                .satisfies(copy -> assertThat(copy.locator().key()).startsWith(".s3gateway/"));
        assertThat(sealed.read(key)).isEqualTo(SMALL);
    }

    @Test
    void aVersionedZoneThatNamesNoVersionFailsItsLaneAndIsSealed() {
        house.zone("oslo").on(PUT, Scripts.claims(WriterTest::nameless));

        Written written = house.write("cat.jpg", SMALL);

        assertThat(written.zones()).extracting(ZoneCode::value).containsExactly("bergen", "tromso");
        var bucket = await(house.ledger.buckets().find(new BucketName(House.BUCKET)));
        assertThat(bucket.in(new ZoneCode("oslo"))).hasValueSatisfying(
                there -> assertThat(there.layout()).isEqualTo(Layout.SEALED));
    }

    // F20: every zone failed; some, but fewer than asked for; exactly as many.
    @Test
    void whenEveryZoneFailsTheWriteFailsAndThePreviousVersionStays() { // row 56
        house.write("cat.jpg", SMALL);
        house.zones.values().forEach(zone -> zone.on(PUT, Scripts.refuses(Scripts.reset())));

        assertThatThrownBy(() -> write(chunks.body(LARGE, 50_000))).isInstanceOf(Failure.EveryZoneFailed.class);

        assertThat(house.read("cat.jpg")).isEqualTo(SMALL);
    }

    @Test
    void fewerCopiesThanAskedForAreNotEnough() {
        house.with(BucketDefaults.STANDARD.withMinReplicas(2));
        house.zone("oslo").on(PUT, Scripts.refuses(Scripts.full()));
        house.zone("bergen").on(PUT, Scripts.refuses(Scripts.full()));

        assertThatThrownBy(() -> write(chunks.body(LARGE, 50_000)))
                .isInstanceOfSatisfying(Failure.TooFewCopies.class, failure -> {
                    assertThat(failure.written).isEqualTo(1);
                    assertThat(failure.required).isEqualTo(2);
                });

        assertThatThrownBy(() -> house.current("cat.jpg")).isInstanceOf(Failure.NoSuchKey.class);
    }

    @Test
    void exactlyAsManyCopiesAsAskedForAreEnough() {
        house.with(BucketDefaults.STANDARD.withMinReplicas(2));
        house.zone("oslo").on(PUT, Scripts.refuses(Scripts.full()));

        assertThat(house.write("cat.jpg", SMALL).zones()).hasSize(2);
    }

    @Test
    void withoutAUsableZoneNothingOfTheBodyIsPulled() { // row 88
        house.openCircuits.addAll(List.of("oslo", "bergen", "tromso"));

        assertThatThrownBy(() -> write(chunks.body(LARGE, 50_000))).isInstanceOf(Failure.Overloaded.class);

        assertThat(chunks.emitted()).isZero();
    }

    @Test
    void withTooFewUsableZonesNothingOfTheBodyIsPulled() {
        house.with(BucketDefaults.STANDARD.withMinReplicas(3)).openCircuits.add("oslo");

        assertThatThrownBy(() -> write(chunks.body(LARGE, 50_000))).isInstanceOf(Failure.Overloaded.class);

        assertThat(chunks.emitted()).isZero();
    }

    @Test
    void aZoneWithAnOpenCircuitIsNotCalledButOwed() {
        house.openCircuits.add("bergen");

        Written written = house.write("cat.jpg", SMALL);

        assertThat(written.complete()).isFalse();
        assertThat(house.zone("bergen").count(PUT)).isZero();
        assertThat(waiting(Task.Kind.COPY)).isEqualTo(1);
    }

    // F24: nothing is sent where a bucket was full a moment ago.
    @Test
    void aZoneWithoutRoomIsNotCalledButOwed() {
        house.full.add("bergen");

        Written written = house.write("cat.jpg", SMALL);

        assertThat(written.complete()).isFalse();
        assertThat(house.zone("bergen").count(PUT)).isZero();
        assertThat(waiting(Task.Kind.COPY)).isEqualTo(1);
    }

    // F24: a full primary is no reason to refuse what another zone takes.
    @Test
    void primaryTakesTheFirstZoneThatHasRoom() {
        house.with(BucketDefaults.STANDARD.withAck(Ack.PRIMARY)).full.add("oslo");

        assertThat(house.write("cat.jpg", SMALL).zones()).extracting(ZoneCode::value).containsExactly("bergen");
    }

    @Test
    void aGatewayWhoseLeaseLapsedRefusesBeforeTheBody() {
        house.withLapsedLease();

        assertThatThrownBy(() -> write(chunks.body(SMALL, 2))).isInstanceOf(Failure.Overloaded.class);

        assertThat(chunks.emitted()).isZero();
    }

    @Test
    void withoutTheLedgerNothingOfTheBodyIsPulled() {
        house.ledger.faults().down();

        assertThatThrownBy(() -> write(chunks.body(LARGE, 50_000))).isInstanceOf(Failure.Overloaded.class);

        assertThat(chunks.emitted()).isZero();
    }

    @Test
    void aMissingBucketIsNamed() {
        Put elsewhere = new Put(ObjectRef.of("nowhere", "cat.jpg"), put("x", Body.EMPTY).metadata(), Conditions.NONE,
                Digests.of(chunks.body(SMALL, 2)), List::of, House.origin());

        assertThatThrownBy(() -> await(house.writer().write(elsewhere))).isInstanceOf(Failure.NoSuchBucket.class);
    }

    // Rule 2: nothing final leaves before the intent is durable, of an empty body not even the request.
    @ParameterizedTest
    @ValueSource(ints = {0, 5, 3 << 20})
    void whenTheIntentCannotBeWrittenNoZoneKeepsAnything(int size) {
        house.ledger.faults().failBefore("begin");

        assertThatThrownBy(() -> write(chunks.body(bytes(size), 50_000))).isInstanceOf(Failure.Overloaded.class);

        house.rest();
        for (String zone : house.zones.keySet()) {
            assertThat(house.copies(zone, "cat.jpg")).isEmpty();
        }
    }

    @Test
    void anIntentThatBecameDurableAllTheSameIsAbandoned() {
        house.ledger.faults().failAfter("begin");

        assertThatThrownBy(() -> write(chunks.body(LARGE, 50_000))).isInstanceOf(Failure.Overloaded.class);

        house.rest();
        assertThat(house.ledger.openIntents()).isZero();
    }

    // Rule 4, I5: a body that fails at its very end leaves nothing anywhere.
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 3 << 20})
    void aBodyThatTurnsOutBadReachesNoZoneAndItsOwnFailureIsTold(int size) {
        Failure bad = new Failure.Malformed(Failure.Fault.BAD_DIGEST, "not what was signed");
        Body body = chunks.announcing(size,
                chunks.of(bytes(size), 50_000).concatWith(Mono.error(bad)));

        assertThatThrownBy(() -> write(body)).isSameAs(bad);

        house.rest();
        for (String zone : house.zones.keySet()) {
            assertThat(house.copies(zone, "cat.jpg")).isEmpty();
        }
    }

    @Test
    void theBodysFailureWinsOverAZonesFailure() {
        Failure bad = new Failure.Malformed(Failure.Fault.INCOMPLETE_BODY, "the client left");
        house.zone("oslo").on(PUT, Scripts.refuses(Scripts.reset()));
        Body body = chunks.announcing(LARGE.length, chunks.of(LARGE, 50_000).take(20).concatWith(Mono.error(bad)));

        assertThatThrownBy(() -> write(body)).isSameAs(bad);
    }

    // F33: a client that leaves after its last byte does not stop the commit.
    @Test
    void aClientThatLeavesAfterTheLastByteDoesNotStopTheCommit() {
        Gate gate = new Gate();
        house.zones.values().forEach(zone -> zone.on(PUT, Scripts.holdsTheAnswer(gate)));

        var request = house.writer().write(put("cat.jpg", new Body.Buffered(SMALL))).subscribe();
        request.dispose();
        gate.open();
        house.rest();

        assertThat(house.read("cat.jpg")).isEqualTo(SMALL);
    }

    @Test
    void conditionsThatDoNotHoldAreRefusedBeforeTheBody() {
        house.write("cat.jpg", SMALL);

        assertThatThrownBy(() -> write(chunks.body(LARGE, 50_000), ifNoneMatch(Conditions.ANY)))
                .isInstanceOf(Failure.PreconditionFailed.class);
        assertThatThrownBy(() -> write(chunks.body(LARGE, 50_000), ifMatch(new ETag("0".repeat(32)))))
                .isInstanceOf(Failure.PreconditionFailed.class);
        assertThat(chunks.emitted()).isZero();
    }

    @Test
    void ifMatchOnAMissingKeyFindsNothing() {
        assertThatThrownBy(() -> write(chunks.body(SMALL, 2), ifMatch(new ETag("0".repeat(32)))))
                .isInstanceOf(Failure.NoSuchKey.class);
    }

    @Test
    void ofTwoWritersThatBothWantToBeFirstOneLosesAtTheCommit() {
        Gate gate = new Gate();
        house.zone("oslo").once(PUT, Scripts.holdsTheAnswer(gate));
        var first = house.writer()
                .write(put("cat.jpg", new Body.Buffered(SMALL), ifNoneMatch(Conditions.ANY)))
                .toFuture();

        write(chunks.body(bytes(9), 2), ifNoneMatch(Conditions.ANY));
        gate.open();

        assertThatThrownBy(() -> await(Mono.fromFuture(first))).isInstanceOf(Failure.PreconditionFailed.class);
        assertThat(house.read("cat.jpg")).isEqualTo(bytes(9));
    }

    @Test
    void ifMatchOnAKeyThatWasDeletedMeanwhileFindsNothingAtTheCommit() {
        ETag etag = house.write("cat.jpg", SMALL).version().content().etag();
        Gate gate = new Gate();
        house.zone("oslo").once(PUT, Scripts.holdsTheAnswer(gate));
        var late = house.writer().write(put("cat.jpg", new Body.Buffered(SMALL), ifMatch(etag))).toFuture();

        house.remove("cat.jpg");
        gate.open();

        assertThatThrownBy(() -> await(Mono.fromFuture(late))).isInstanceOf(Failure.NoSuchKey.class);
    }

    @Test
    void aBucketDeletedMeanwhileTakesNoMoreWrites() {
        Gate gate = new Gate();
        house.zone("oslo").once(PUT, Scripts.holdsTheAnswer(gate));
        var late = house.writer().write(put("cat.jpg", new Body.Buffered(SMALL))).toFuture();

        house.buckets().delete(new BucketName(House.BUCKET), House.origin()).block();
        gate.open();

        assertThatThrownBy(() -> await(Mono.fromFuture(late))).isInstanceOf(Failure.NoSuchBucket.class);
    }

    @Test
    void aBucketDeletedBeforeTheIntentGetsNoByteIntoAnyZone() {
        house.crashingAt(point -> point.equals("writer.before-intent")
                ? house.buckets().delete(new BucketName(House.BUCKET), House.origin())
                : Mono.empty());

        assertThatThrownBy(() -> house.write("cat.jpg", SMALL)).isInstanceOf(Failure.NoSuchBucket.class);
        house.rest();
        assertThat(house.zone("oslo").count(PUT)).isZero();
        assertThat(house.ledger.openIntents()).isZero();
    }

    // F07: a holder that was frozen beyond its lease commits nothing.
    @Test
    void aLeaseThatLapsedMeanwhileCommitsNothing() {
        Gate gate = new Gate();
        house.zone("oslo").once(PUT, Scripts.holdsTheAnswer(gate));
        var late = house.writer().write(put("cat.jpg", new Body.Buffered(SMALL))).toFuture();

        house.clock.advance(Duration.ofSeconds(11));
        House other = house.another();
        assertThat(await(other.ledger.leases().recover())).isEqualTo(1);
        house.ledger.leases().acquire().block();
        gate.open();

        assertThatThrownBy(() -> await(Mono.fromFuture(late))).isInstanceOf(Failure.Overloaded.class);
        assertThatThrownBy(() -> house.current("cat.jpg")).isInstanceOf(Failure.NoSuchKey.class);
    }

    // Nobody else settles it while this process lives on: its purge must not wait for our own end.
    @Test
    void aWriteWhoseLeaseLapsedBeforeAnybodyTookItIsGivenUp() {
        Gate gate = new Gate();
        house.zone("oslo").once(PUT, Scripts.holdsTheAnswer(gate));
        var late = house.writer().write(put("cat.jpg", new Body.Buffered(SMALL))).toFuture();

        house.clock.advance(Duration.ofSeconds(11));
        house.ledger.leases().acquire().block();
        gate.open();

        assertThatThrownBy(() -> await(Mono.fromFuture(late))).isInstanceOf(Failure.Overloaded.class);
        house.rest();
        assertThat(waiting(Task.Kind.PURGE)).isPositive();
        assertThat(house.ledger.openIntents()).isZero();
    }

    // F04, F27: the outcome of the commit is unknown; the row decides, and nothing is leaked either way.
    @Test
    void aCommitThatTookEffectWithoutAnAnswerStands() {
        house.ledger.faults().failAfter("commit");

        assertThatThrownBy(() -> house.write("cat.jpg", SMALL)).isInstanceOf(Failure.Overloaded.class);

        house.rest();
        assertThat(house.read("cat.jpg")).isEqualTo(SMALL);
        assertThat(waiting(Task.Kind.PURGE)).isZero();
    }

    @Test
    void aCommitThatNeverHappenedIsCleanedUp() {
        house.ledger.faults().failBefore("commit");

        assertThatThrownBy(() -> house.write("cat.jpg", SMALL)).isInstanceOf(Failure.Overloaded.class);

        house.rest();
        assertThatThrownBy(() -> house.current("cat.jpg")).isInstanceOf(Failure.NoSuchKey.class);
        assertThat(waiting(Task.Kind.PURGE)).isPositive();
    }

    @Test
    void cleanUpIsTriedUntilTheLedgerTakesIt() {
        house.zones.values().forEach(zone -> zone.on(PUT, Scripts.refuses(Scripts.full())));
        house.ledger.faults().failBefore("abandon").failBefore("abandon");

        assertThatThrownBy(() -> house.write("cat.jpg", SMALL)).isInstanceOf(Failure.EveryZoneFailed.class);

        house.rest();
        assertThat(house.ledger.openIntents()).isZero();
    }

    @Test
    void quorumAnswersWhenEnoughZonesHoldTheObjectAndTheRestArrivesLater() {
        house.with(BucketDefaults.STANDARD.withAck(Ack.QUORUM).withMinReplicas(2));
        Gate gate = new Gate();
        house.zone("tromso").on(PUT, Scripts.holdsTheAnswer(gate));

        Written written = house.write("cat.jpg", SMALL);

        assertThat(written.complete()).isFalse();
        assertThat(written.zones()).extracting(ZoneCode::value).containsExactly("oslo", "bergen");
        gate.open();
        house.rest();
        assertThat(house.current("cat.jpg").completeCopies()).hasSize(3);
    }

    @Test
    void aLateLaneThatFailsAfterAllIsOwed() {
        house.with(BucketDefaults.STANDARD.withAck(Ack.QUORUM).withMinReplicas(2));
        Gate gate = new Gate();
        house.zone("tromso").on(PUT, failsWhenOpened(gate));
        house.ledger.faults().failBefore("strayed");

        house.write("cat.jpg", SMALL);
        gate.open();
        house.rest();

        assertThat(house.current("cat.jpg").completeCopies()).hasSize(2);
        assertThat(await(house.ledger.tasks()
                .claim(Task.Kind.COPY, java.util.Set.of(new dev.s3gateway.backend.ZoneCode("tromso")), 10,
                        Duration.ofSeconds(1))))
                .singleElement()
                .satisfies(task -> assertThat(task.zone().value()).isEqualTo("tromso"));
    }

    @Test
    void aLateLaneWhoseCommitIsUndecidedArrivesAllTheSame() {
        house.with(BucketDefaults.STANDARD.withAck(Ack.QUORUM).withMinReplicas(2));
        Gate gate = new Gate();
        house.zone("tromso").on(PUT, Scripts.holdsTheAnswer(gate));
        house.ledger.faults().failAfter("commit");

        assertThatThrownBy(() -> house.write("cat.jpg", SMALL)).isInstanceOf(Failure.Overloaded.class);
        gate.open();
        house.rest();

        assertThat(house.current("cat.jpg").completeCopies()).hasSize(3);
    }

    @Test
    void underQuorumASlowZoneDoesNotHoldUpALongUpload() {
        house.with(BucketDefaults.STANDARD.withAck(Ack.QUORUM).withMinReplicas(2));
        house.zone("tromso").on(PUT, Scripts.slowly(Duration.ofSeconds(60)));

        Written written = write(chunks.body(LARGE, 50_000));

        assertThat(written.zones()).hasSize(2);
    }

    @Test
    void primaryWritesOneZoneAndOwesTheOthers() {
        house.with(BucketDefaults.STANDARD.withAck(Ack.PRIMARY));

        Written written = house.write("cat.jpg", SMALL);

        assertThat(written.zones()).extracting(ZoneCode::value).containsExactly("oslo");
        assertThat(house.zone("bergen").count(PUT)).isZero();
        assertThat(waiting(Task.Kind.COPY)).isEqualTo(2);
    }

    @Test
    void primaryTakesTheFirstZoneThatIsUsable() {
        house.with(BucketDefaults.STANDARD.withAck(Ack.PRIMARY)).openCircuits.add("oslo");

        assertThat(house.write("cat.jpg", SMALL).zones()).extracting(ZoneCode::value).containsExactly("bergen");
    }

    @Test
    void withReplicationOffOnlyThePrimaryIsATarget() {
        house.with(new BucketDefaults(Ack.SETTLED, false, 1, OptionalInt.empty(), true));

        Written written = house.write("cat.jpg", SMALL);

        assertThat(written.complete()).isTrue();
        assertThat(written.zones()).extracting(ZoneCode::value).containsExactly("oslo");
    }

    private Written write(Body body) {
        return write(body, Conditions.NONE);
    }

    private Written write(Body body, Conditions conditions) {
        return await(house.writer().write(put("cat.jpg", body, conditions)));
    }

    private static House over(Map<String, MemoryStore> stores) {
        House house = House.over(new LinkedHashMap<>(stores));
        house.createBucket(House.BUCKET);
        return house;
    }

    private long waiting(Task.Kind kind) {
        return await(house.ledger.tasks().waiting()).getOrDefault(kind, 0L);
    }

    private static Conditions ifMatch(ETag etag) {
        return new Conditions(List.of(etag), List.of(), Optional.empty(), Optional.empty());
    }

    private static Conditions ifNoneMatch(ETag etag) {
        return new Conditions(List.of(), List.of(etag), Optional.empty(), Optional.empty());
    }

    private static Stored nameless(Stored stored) {
        var named = stored.locator();
        return new Stored(new dev.s3gateway.backend.Locator(named.zone(), named.bucket(), named.key(), Optional.empty(),
                named.stamp()), stored.size(), stored.digest());
    }

    private static Script failsWhenOpened(Gate gate) {
        return new Script() {
            @Override
            public <T> Mono<T> answer(Mono<T> call) {
                return gate.opened().then(Mono.defer(() -> Mono.error(Scripts.reset().get())));
            }
        };
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

}
