package dev.s3gateway.upkeep;

import static dev.s3gateway.backend.ScriptedStore.Call.CREATE_BUCKET;
import static dev.s3gateway.backend.ScriptedStore.Call.DELETE;
import static dev.s3gateway.backend.ScriptedStore.Call.GET;
import static dev.s3gateway.backend.ScriptedStore.Call.PUT;
import static dev.s3gateway.replication.House.BUCKET;
import static dev.s3gateway.replication.House.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.s3gateway.backend.Gate;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.Script;
import dev.s3gateway.backend.ScriptedStore;
import dev.s3gateway.backend.Scripts;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.BucketId;
import dev.s3gateway.ledger.Copy;
import dev.s3gateway.ledger.Intent;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.placement.Ack;
import dev.s3gateway.placement.BucketDefaults;
import dev.s3gateway.replication.House;
import dev.s3gateway.replication.write.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class UpkeepTest {

    private static final byte[] SMALL = bytes(1000);
    private static final byte[] LARGE = bytes(2_000_000);
    private static final Duration HORIZON = Duration.ofHours(24);

    private final House house = House.of("oslo", "bergen", "tromso");
    private final Upkeep upkeep = Upkeep.of(house);

    @AfterEach
    void nothingIsLeftBehind() {
        house.rest();
        assertThat(house.background.running()).isEmpty();
        assertThat(house.ledger.openIntents()).isZero();
    }

    // F19, I8: a zone that was away gets what it missed, and loses what was deleted meanwhile.
    @Test
    void aZoneThatReturnsHoldsWhatTheLedgerSays() {
        house.write("old", SMALL);
        house.write("gone", SMALL);
        house.zone("bergen").down();
        house.write("new", LARGE);
        house.write("old", LARGE);
        house.remove("gone");
        upkeep.converge();

        house.zone("bergen").up();
        upkeep.converge();

        assertThat(house.copies("bergen", "new")).singleElement()
                .satisfies(copy -> assertThat(copy.bytes()).isEqualTo(LARGE));
        assertThat(house.copies("bergen", "old")).singleElement()
                .satisfies(copy -> assertThat(copy.bytes()).isEqualTo(LARGE));
        assertThat(house.copies("bergen", "gone")).isEmpty();
        assertThat(house.current("new").completeCopies()).hasSize(3);
    }

    @Test
    void whatOnlyThePrimaryHoldsIsCopiedToTheOthers() {
        house.with(BucketDefaults.STANDARD.withAck(Ack.PRIMARY));
        house.write("cat.jpg", LARGE);

        upkeep.converge();

        assertThat(house.current("cat.jpg").completeCopies()).hasSize(3);
        assertThat(house.copies("tromso", "cat.jpg")).singleElement()
                .satisfies(copy -> assertThat(copy.bytes()).isEqualTo(LARGE));
        assertThat(upkeep.waiting()).isZero();
    }

    // I12: a purge that was owed while a commit was in doubt finds a live version, and leaves it alone.
    @Test
    void aPurgeOfWhatIsLiveRemovesNothing() {
        Version version = house.write("cat.jpg", SMALL).version();
        Intent again = new Intent(version.id(), version.bucket(), version.object(),
                version.copies().stream().map(copy -> copy.locator()).toList());
        house.ledger.versions().begin(again).block();
        house.ledger.versions().abandon(again).block();

        upkeep.converge();

        assertThat(house.copies("oslo", "cat.jpg")).hasSize(1);
        assertThat(house.copies("bergen", "cat.jpg")).hasSize(1);
        assertThat(house.copies("tromso", "cat.jpg")).hasSize(1);
        assertThat(house.read("cat.jpg")).isEqualTo(SMALL);
    }

    // Rule 8: a copy of a version that was replaced while it was made is not counted, and is purged.
    @Test
    void aCopyThatArrivesAfterTheVersionWasReplacedIsPurged() {
        house.zone("bergen").on(PUT, Scripts.refuses(Scripts.full()));
        house.write("cat.jpg", SMALL);
        Gate gate = new Gate();
        house.zone("bergen").on(PUT, Scripts.holdsTheAnswer(gate));
        var copying = upkeep.jobs().get(1).step().toFuture();

        house.zone("bergen").obeys();
        house.write("cat.jpg", LARGE);
        gate.open();
        await(Mono.fromFuture(copying));
        upkeep.converge();

        assertThat(house.copies("bergen", "cat.jpg")).singleElement()
                .satisfies(copy -> assertThat(copy.bytes()).isEqualTo(LARGE));
    }

    @Test
    void aCopyThatFailsIsTriedAgainAtAnotherAddress() {
        house.zone("bergen").on(PUT, Scripts.refuses(Scripts.full()));
        house.write("cat.jpg", SMALL);
        house.zone("bergen").on(PUT, Scripts.dropsTheAnswer());
        upkeep.settle();
        assertThat(house.copies("bergen", "cat.jpg")).isEmpty();

        house.zone("bergen").obeys();
        upkeep.converge();

        assertThat(house.current("cat.jpg").completeCopies()).hasSize(3);
        assertThat(house.copies("bergen", "cat.jpg")).hasSize(1);
    }

    @Test
    void aCopyIsNeverMadeFromRottenBytes() {
        house.zone("bergen").on(PUT, Scripts.refuses(Scripts.full()));
        Written written = house.write("cat.jpg", LARGE);
        rot(written, "oslo");
        house.zone("bergen").obeys();

        upkeep.converge();

        assertThat(house.copies("bergen", "cat.jpg")).singleElement()
                .satisfies(copy -> assertThat(copy.bytes()).isEqualTo(LARGE));
        assertThat(house.copies("oslo", "cat.jpg")).singleElement()
                .satisfies(copy -> assertThat(copy.bytes()).isEqualTo(LARGE));
    }

    @Test
    void aZoneThatProvesOtherBytesThanTheLedgersIsNotCounted() {
        house.zone("bergen").on(PUT, Scripts.refuses(Scripts.full()));
        house.write("cat.jpg", SMALL);
        house.zone("bergen").on(PUT, Scripts.claimsAWrongDigest());

        upkeep.settle();

        assertThat(house.current("cat.jpg").completeCopies()).hasSize(2);
        assertThat(upkeep.waiting(Task.Kind.COPY)).isEqualTo(1);
    }

    // F06: the gateway dies between the put of a copy and its arrival; what landed is found and removed.
    @Test
    void aGatewayThatDiesWhileCopyingLeavesNothingBehind() {
        house.zone("bergen").on(PUT, Scripts.refuses(Scripts.full()));
        house.write("cat.jpg", SMALL);
        house.zone("bergen").obeys();
        var dying = Upkeep.of(house, point -> point.equals("copy.after-put") ? Mono.never() : Mono.empty());
        var dead = dying.jobs().get(1).step().toFuture();
        assertThat(house.copies("bergen", "cat.jpg")).hasSize(1);

        House next = house.another();
        Upkeep itsUpkeep = Upkeep.of(next);
        itsUpkeep.pass(Duration.ofMinutes(2));
        itsUpkeep.converge();

        assertThat(next.current("cat.jpg").completeCopies()).hasSize(3);
        assertThat(next.copies("bergen", "cat.jpg")).singleElement()
                .satisfies(copy -> assertThat(next.current("cat.jpg").copies()).extracting(Copy::locator)
                        .contains(copy.locator()));
        assertThat(dead).isNotDone();
    }

    // F41: the same task claimed twice; the second attempt is another address, and one of them counts.
    @Test
    void twoWorkersOnOneTaskLeaveOneCopy() {
        house.zone("bergen").on(PUT, Scripts.refuses(Scripts.full()));
        house.write("cat.jpg", SMALL);
        Gate gate = new Gate();
        house.zone("bergen").obeys().once(PUT, Scripts.holdsTheAnswer(gate));
        var slow = upkeep.jobs().get(1).step().toFuture();

        upkeep.pass(Duration.ofSeconds(4));
        for (int i = 0; i < 16; i++) {
            upkeep.pass(Duration.ofSeconds(4));
        }
        upkeep.settle();
        gate.open();
        await(Mono.fromFuture(slow));
        upkeep.converge();

        assertThat(house.copies("bergen", "cat.jpg")).hasSize(1);
        assertThat(house.current("cat.jpg").completeCopies()).hasSize(3);
    }

    // I10, I9: what was overwritten or deleted goes, everywhere, and nothing else does.
    @Test
    void bytesOfReplacedAndDeletedVersionsGo() {
        house.write("cat.jpg", SMALL);
        house.write("cat.jpg", LARGE);
        house.write("dog.jpg", SMALL);
        house.remove("dog.jpg");

        upkeep.converge();

        for (String zone : house.zones.keySet()) {
            assertThat(house.store(zone).copies(BUCKET)).singleElement()
                    .satisfies(copy -> assertThat(copy.bytes()).isEqualTo(LARGE));
        }
    }

    @Test
    void aZoneThatIsAwayKeepsItsTombstonesUntilItReturns() {
        house.write("cat.jpg", SMALL);
        house.zone("bergen").on(DELETE, Scripts.refuses(Scripts.reset()));
        house.remove("cat.jpg");
        upkeep.converge();
        assertThat(upkeep.waiting(Task.Kind.PURGE)).isEqualTo(1);

        house.zone("bergen").obeys();
        upkeep.converge();

        assertThat(house.copies("bergen", "cat.jpg")).isEmpty();
        assertThat(upkeep.waiting()).isZero();
    }

    @Test
    void aZoneWithAnOpenCircuitIsNotCalledByUpkeep() {
        house.openCircuits.add("bergen");
        house.write("cat.jpg", SMALL);

        upkeep.converge();
        assertThat(house.zone("bergen").count(PUT)).isZero();

        house.openCircuits.clear();
        upkeep.converge();
        assertThat(house.current("cat.jpg").completeCopies()).hasSize(3);
    }

    // F24: what it lacks is brought when there is room, and removing makes room meanwhile.
    @Test
    void aZoneWithoutRoomIsSentNothingAndRidOfWhatIsRemoved() {
        house.write("old", SMALL);
        house.full.add("bergen");
        house.write("cat.jpg", SMALL);
        house.remove("old");

        upkeep.converge();
        assertThat(house.zone("bergen").count(PUT)).isEqualTo(1);
        assertThat(house.copies("bergen", "old")).isEmpty();

        house.full.clear();
        upkeep.converge();
        assertThat(house.current("cat.jpg").completeCopies()).hasSize(3);
        assertThat(upkeep.waiting()).isZero();
    }

    // F08, I12: a PUT of a killed gateway lands after the key was written anew; the new value stays.
    @Test
    void aZombiePutIsPurgedAfterTheHorizonAndNeverSeen() {
        Gate gate = new Gate();
        House zombie = house.another();
        house.zone("bergen").once(PUT, startsWhenOpened(gate));
        var doomed = zombie.writer().write(House.put("cat.jpg", new Body.Buffered(LARGE.clone()))).toFuture();

        house.clock.advance(Duration.ofSeconds(11));
        await(house.ledger.leases().acquire().thenReturn(true));
        upkeep.converge();
        house.write("cat.jpg", SMALL);
        gate.open();

        assertThat(house.read("cat.jpg")).isEqualTo(SMALL);
        upkeep.pass(HORIZON);
        upkeep.converge();
        for (String zone : house.zones.keySet()) {
            assertThat(house.copies(zone, "cat.jpg")).singleElement()
                    .satisfies(copy -> assertThat(copy.bytes()).isEqualTo(SMALL));
        }
        await(zombie.ledger.leases().acquire().thenReturn(true));
        zombie.rest();
        assertThat(doomed).isCompletedExceptionally();
    }

    // F17: a flipped byte is found by a whole read, given up, and made good from another zone.
    @Test
    void aRottenCopyIsReplaced() {
        Written written = house.write("cat.jpg", SMALL);
        rot(written, "oslo");
        assertThat(house.read("cat.jpg")).isEqualTo(SMALL);

        upkeep.converge();

        assertThat(house.copies("oslo", "cat.jpg")).singleElement()
                .satisfies(copy -> assertThat(copy.bytes()).isEqualTo(SMALL));
        assertThat(house.current("cat.jpg").completeCopies()).hasSize(3);
        assertThat(upkeep.waiting()).isZero();
    }

    @Test
    void aCopyThatOnlySeemedWrongIsTrustedAgain() {
        house.write("cat.jpg", SMALL);
        house.zone("oslo").once(GET, Scripts.corruptsWhatItSends());
        assertThat(house.read("cat.jpg")).isEqualTo(SMALL);
        house.rest();
        assertThat(house.current("cat.jpg").completeCopies()).hasSize(2);

        upkeep.converge();

        assertThat(house.current("cat.jpg").completeCopies()).hasSize(3);
        assertThat(house.zone("oslo").count(PUT)).isEqualTo(1);
    }

    @Test
    void aLostCopyIsReplaced() {
        Written written = house.write("cat.jpg", SMALL);
        house.store("oslo").lose(in(written, "oslo"));
        assertThat(house.read("cat.jpg")).isEqualTo(SMALL);

        upkeep.converge();

        assertThat(house.copies("oslo", "cat.jpg")).hasSize(1);
    }

    // No zone could be copied from: what all of them had lost sight of comes back by being looked at again.
    @Test
    void copiesThatWereGivenUpEverywhereAreFoundAgainWhereTheyLie() {
        house.write("cat.jpg", SMALL);
        house.zones.values()
                .forEach(zone -> zone.on(GET, Scripts.refuses(() -> new StoreFailure.NotFound("not mounted"))));
        assertThatThrownBy(() -> house.read("cat.jpg")).isInstanceOf(Failure.Overloaded.class);
        upkeep.converge();
        assertThat(house.current("cat.jpg").copies()).extracting(Copy::state).containsOnly(Copy.State.CORRUPT);

        house.zones.values().forEach(ScriptedStore::obeys);
        upkeep.converge();

        assertThat(house.read("cat.jpg")).isEqualTo(SMALL);
        assertThat(house.current("cat.jpg").completeCopies()).hasSize(3);
        assertThat(upkeep.waiting()).isZero();
        assertThat(house.zones.keySet()).allSatisfy(zone -> assertThat(house.copies(zone, "cat.jpg")).hasSize(1));
    }

    @Test
    void aSuspectedCopyInAZoneThatIsAwayStaysSuspected() {
        Written written = house.write("cat.jpg", SMALL);
        await(house.ledger.versions().suspect(written.version().id(), new ZoneCode("oslo")).thenReturn(true));
        house.zone("oslo").down();

        upkeep.converge();

        assertThat(upkeep.waiting(Task.Kind.VERIFY)).isEqualTo(1);
        assertThat(house.current("cat.jpg").completeCopies()).hasSize(2);
    }

    @Test
    void aBucketThatCouldNotBeMadeIsMadeLaterAndGetsItsCopies() {
        house.zone("bergen").on(CREATE_BUCKET, Scripts.refuses(Scripts.reset()));
        house.createBucket("archive");
        assertThat(in(bucket("archive"), "bergen").isOpen()).isFalse();

        house.zone("bergen").obeys();
        upkeep.converge();

        assertThat(in(bucket("archive"), "bergen").isOpen()).isTrue();
        assertThat(house.store("bergen").hasBucket("archive")).isTrue();
        assertThat(upkeep.waiting()).isZero();
    }

    @Test
    void aNameThatSomebodyElseHasGivesWayToAnother() {
        house.zone("bergen")
                .once(CREATE_BUCKET, Scripts.refuses(UpkeepTest::taken))
                .once(CREATE_BUCKET, Scripts.refuses(UpkeepTest::taken));
        house.createBucket("archive");
        assertThat(in(bucket("archive"), "bergen").reason()).isPresent();

        upkeep.converge();

        ZoneBucket made = in(bucket("archive"), "bergen");
        assertThat(made.isOpen()).isTrue();
        assertThat(made.name()).startsWith("archive-");
        assertThat(house.store("bergen").hasBucket(made.name())).isTrue();
    }

    @Test
    void aBucketMadeInTooFewZonesIsTakenBack() {
        house.with(BucketDefaults.STANDARD.withMinReplicas(3));
        house.zone("bergen").on(CREATE_BUCKET, Scripts.refuses(Scripts.reset()));

        assertThatThrownBy(() -> house.createBucket("archive")).isInstanceOf(Failure.TooFewCopies.class);

        assertThatThrownBy(() -> bucket("archive")).isInstanceOf(Failure.NoSuchBucket.class);
        house.zone("bergen").obeys();
        house.createBucket("archive");
        upkeep.converge();
        assertThat(house.store("oslo").hasBucket("archive")).isTrue();
    }

    // Another gateway deleted what this one was still making, and made it anew: the new one is not taken back.
    @Test
    void aBucketThatSucceededOneMadeInTooFewZonesIsNotTakenBackWithIt() {
        house.with(BucketDefaults.STANDARD.withMinReplicas(3));
        Gate gate = new Gate();
        house.zone("bergen").once(CREATE_BUCKET, Scripts.refuses(Scripts.reset()));
        house.zone("tromso").once(CREATE_BUCKET, startsWhenOpened(gate));
        var doomed = house.buckets().create(new BucketName("archive"), "someone", "eu", House.origin()).toFuture();
        await(house.buckets().delete(new BucketName("archive"), House.origin()).thenReturn(true));
        Bucket next = house.createBucket("archive");

        gate.open();

        assertThatThrownBy(doomed::join).hasCauseInstanceOf(Failure.TooFewCopies.class);
        assertThat(bucket("archive")).isEqualTo(next);
    }

    // The zone lost the bucket, and could not be asked to make it again: writes go on as soon as it is back.
    @Test
    void aPassingFailureToMakeAnOpenBucketAgainDoesNotCloseIt() {
        house.zone("bergen").on(PUT, Scripts.refuses(() -> new StoreFailure.NotFound("bucket")));
        house.write("cat.jpg", SMALL);
        house.zone("bergen").on(CREATE_BUCKET, Scripts.refuses(Scripts.reset()));

        upkeep.settle();

        assertThat(in(bucket(BUCKET), "bergen").isOpen()).isTrue();
        house.zone("bergen").obeys();
        assertThat(house.write("dog.jpg", SMALL).complete()).isTrue();
    }

    @Test
    void aDeletedBucketGoesFromEveryZoneAfterItsBytes() {
        house.write("cat.jpg", SMALL);
        house.remove("cat.jpg");
        house.buckets().delete(new BucketName(BUCKET), House.origin()).block();

        upkeep.converge();
        upkeep.pass(HORIZON);
        upkeep.converge();

        for (MemoryStore store : house.stores.values()) {
            assertThat(store.hasBucket(BUCKET)).isFalse();
        }
        assertThat(upkeep.waiting()).isZero();
    }

    @Test
    void aBucketMadeAnewUnderTheSameNameIsNotRemovedWithTheOldOne() {
        house.buckets().delete(new BucketName(BUCKET), House.origin()).block();
        house.createBucket(BUCKET);
        house.write("cat.jpg", SMALL);

        upkeep.converge();

        assertThat(house.read("cat.jpg")).isEqualTo(SMALL);
        assertThat(house.copies("oslo", "cat.jpg")).hasSize(1);
    }

    @Test
    void bucketsAreRefusedByOwnerAndByContents() {
        assertThatThrownBy(() -> house.createBucket(BUCKET)).isInstanceOf(Failure.BucketAlreadyOwnedByYou.class);
        assertThatThrownBy(() -> await(house.buckets().create(new BucketName(BUCKET), "else", "eu", House.origin())))
                .isInstanceOf(Failure.BucketAlreadyExists.class);
        house.write("cat.jpg", SMALL);
        assertThatThrownBy(() -> house.buckets().delete(new BucketName(BUCKET), House.origin()).block())
                .isInstanceOf(Failure.BucketNotEmpty.class);
        assertThatThrownBy(() -> house.buckets().delete(new BucketName("nowhere"), House.origin()).block())
                .isInstanceOf(Failure.NoSuchBucket.class);
    }

    @Test
    void withTooFewUsableZonesNoBucketIsMade() {
        house.openCircuits.addAll(List.of("oslo", "bergen", "tromso"));

        assertThatThrownBy(() -> house.createBucket("archive")).isInstanceOf(Failure.Overloaded.class);

        assertThat(house.zone("oslo").count(CREATE_BUCKET)).isEqualTo(1);
    }

    // A zone added later gets its bucket before its first copy.
    @Test
    void aZoneThatTheBucketDoesNotKnowGetsItsBucketWithItsFirstCopy() {
        MemoryStore added = MemoryStore.natural("vardo");
        house.stores.put("vardo", added);
        house.zones.put("vardo", ScriptedStore.over(added));
        assertThat(house.write("cat.jpg", SMALL).complete()).isFalse();

        upkeep.converge();

        assertThat(house.copies("vardo", "cat.jpg")).hasSize(1);
        assertThat(house.write("dog.jpg", SMALL).complete()).isTrue();
    }

    @Test
    void aTaskForAZoneThatIsNotConfiguredAnyMoreWaits() {
        house.zone("tromso").on(PUT, Scripts.refuses(Scripts.full()));
        house.write("cat.jpg", SMALL);
        house.zones.remove("tromso");

        upkeep.converge();

        assertThat(upkeep.waiting(Task.Kind.COPY)).isEqualTo(1);
    }

    @Test
    void noTwoAttemptsOfOneVersionInOneZoneShareANumber() {
        var numbers = new ArrayList<Integer>();
        for (int id = 1; id <= 50; id++) {
            for (int epoch = 1; epoch <= 50; epoch++) {
                numbers.add(CopyJob.attempt(new Task(id, epoch, Task.Kind.COPY, new ZoneCode("oslo"),
                        new BucketId(new UUID(0, 1)), Optional.empty(), Optional.empty(), 0)));
            }
        }

        assertThat(numbers).doesNotHaveDuplicates().allMatch(attempt -> attempt > 2);
    }

    private Bucket bucket(String name) {
        return await(house.buckets().find(new BucketName(name)));
    }

    private static ZoneBucket in(Bucket bucket, String zone) {
        return bucket.in(new ZoneCode(zone)).orElseThrow();
    }

    private static Locator in(Written written, String zone) {
        return written.version()
                .copies()
                .stream()
                .map(Copy::locator)
                .filter(locator -> locator.zone().value().equals(zone))
                .findFirst()
                .orElseThrow();
    }

    private void rot(Written written, String zone) {
        byte[] rotten = house.copies(zone, written.version().object().key().value()).getLast().bytes().clone();
        rotten[rotten.length / 2] ^= 1;
        house.store(zone).replaceBytes(in(written, zone), rotten);
    }

    private static StoreFailure taken() {
        return new StoreFailure.Rejected("BucketAlreadyExists", "somebody else has it");
    }

    private static Script startsWhenOpened(Gate gate) {
        return new Script() {
            @Override
            public <T> Mono<T> answer(Mono<T> call) {
                return gate.opened().then(call);
            }
        };
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
