package dev.s3gateway.replication.read;

import static dev.s3gateway.backend.ScriptedStore.Call.GET;
import static dev.s3gateway.backend.ScriptedStore.Call.PUT;
import static dev.s3gateway.replication.House.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.s3gateway.replication.House;
import dev.s3gateway.backend.Script;
import dev.s3gateway.backend.Scripts;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Copy;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ETag;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.replication.write.Written;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class ReaderTest {

    private static final byte[] SMALL = bytes(1000);
    private static final byte[] LARGE = bytes(1_000_000);

    private final House house = House.of("oslo", "bergen", "tromso");

    @AfterEach
    void nothingIsLeftBehind() {
        house.rest();
        assertThat(house.background.running()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_536, 65_537, 3 << 20})
    void whatWasWrittenIsRead(int size) {
        house.write("cat.jpg", bytes(size));

        Opened opened = await(house.open("cat.jpg"));

        assertThat(opened.zone().value()).isEqualTo("oslo");
        assertThat(opened.body().length()).hasValue(size);
        assertThat(await(House.bytes(opened.body()))).isEqualTo(bytes(size));
    }

    @Test
    void aZoneThatDoesNotAnswerIsPassedOver() {
        house.write("cat.jpg", SMALL);
        house.zone("oslo").down();

        Opened opened = await(house.open("cat.jpg"));

        assertThat(opened.zone().value()).isEqualTo("bergen");
        assertThat(await(House.bytes(opened.body()))).isEqualTo(SMALL);
    }

    @Test
    void aZoneWithAnOpenCircuitIsAskedLast() {
        house.write("cat.jpg", SMALL);
        house.openCircuits.add("oslo");

        assertThat(await(house.open("cat.jpg").flatMap(ReaderTest::discarded)).zone().value()).isEqualTo("bergen");
    }

    // I2: readable while one zone with a copy can be reached.
    @Test
    void oneReachableCopyIsEnoughEvenBehindAnOpenCircuit() {
        house.write("cat.jpg", SMALL);
        house.openCircuits.add("tromso");
        house.zone("oslo").down();
        house.zone("bergen").down();

        assertThat(house.read("cat.jpg")).isEqualTo(SMALL);
    }

    @Test
    void withoutAReachableCopyTheAnswerIsNotNow() {
        house.write("cat.jpg", SMALL);
        house.zones.values().forEach(zone -> zone.down());

        assertThatThrownBy(() -> house.read("cat.jpg")).isInstanceOf(Failure.Overloaded.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void aReadThatBreaksOffGoesOnInAnotherZoneAtTheByteReached(int after) {
        house.write("cat.jpg", LARGE);
        house.zone("oslo").on(GET, Scripts.sends(after, Scripts.chunks()).thenFails(Scripts.reset()));
        house.zone("bergen").on(GET, Scripts.sends(1, Scripts.chunks()).thenFails(Scripts.reset()));

        assertThat(house.read("cat.jpg")).isEqualTo(LARGE);
    }

    @Test
    void aReadThatBreaksOffEverywhereIsCut() {
        house.write("cat.jpg", LARGE);
        house.zones.values()
                .forEach(zone -> zone.on(GET, Scripts.sends(2, Scripts.chunks()).thenFails(Scripts.reset())));

        assertThatThrownBy(() -> house.read("cat.jpg")).isInstanceOf(Failure.Overloaded.class);
    }

    @Test
    void aRangeIsServedAndGoesOnInAnotherZone() {
        house.write("cat.jpg", LARGE);
        house.zone("oslo").on(GET, Scripts.sends(1, Scripts.chunks()).thenFails(Scripts.reset()));

        Opened opened = await(open(new ByteRange(OptionalLong.of(100), OptionalLong.of(300_000))));

        assertThat(opened.range()).hasValue(new ByteRange.Resolved(100, 300_000));
        assertThat(await(House.bytes(opened.body()))).isEqualTo(Arrays.copyOfRange(LARGE, 100, 300_001));
    }

    @Test
    void aRangeBeyondTheEndIsRefused() {
        house.write("cat.jpg", SMALL);

        assertThatThrownBy(() -> await(open(new ByteRange(OptionalLong.of(1000), OptionalLong.empty()))))
                .isInstanceOfSatisfying(Failure.InvalidRange.class, no -> assertThat(no.size).isEqualTo(1000));
    }

    // F17: a flipped byte in a small object is never seen; another copy serves, and the bad one is looked at.
    @Test
    void rottenBytesOfASmallObjectAreNeverServed() { // A99
        Written written = house.write("cat.jpg", SMALL);
        house.store("oslo").replaceBytes(copyIn(written, "oslo").locator(), bytes(1001, 1000));

        assertThat(house.read("cat.jpg")).isEqualTo(SMALL);

        house.rest();
        assertThat(copyIn(house.current("cat.jpg"), "oslo").state()).isEqualTo(Copy.State.SUSPECT);
        assertThat(waiting(Task.Kind.VERIFY)).isEqualTo(1);
    }

    // The direct client hands out a small body as a whole.
    @Test
    void rottenBytesThatCameAtOnceAreNeverServed() { // A99
        Written written = house.write("cat.jpg", SMALL);
        house.stores.values().forEach(store -> store.atOnceUpTo(SMALL.length));
        house.store("oslo").replaceBytes(copyIn(written, "oslo").locator(), bytes(1001, 1000));

        Opened opened = await(house.open("cat.jpg"));

        assertThat(opened.zone().value()).isEqualTo("bergen");
        assertThat(await(House.bytes(opened.body()))).isEqualTo(SMALL);
        house.rest();
        assertThat(copyIn(house.current("cat.jpg"), "oslo").state()).isEqualTo(Copy.State.SUSPECT);
        assertThat(waiting(Task.Kind.VERIFY)).isEqualTo(1);
    }

    @Test
    void whenEveryCopyThatCameAtOnceIsRottenNothingIsServed() {
        Written written = house.write("cat.jpg", SMALL);
        house.stores.values().forEach(store -> store.atOnceUpTo(SMALL.length));
        written.version()
                .copies()
                .forEach(copy -> house.store(copy.zone().value()).replaceBytes(copy.locator(), bytes(1001, 1000)));

        assertThatThrownBy(() -> house.read("cat.jpg")).isInstanceOf(Failure.Overloaded.class);
    }

    @Test
    void aRangeThatCameAtOnceIsServed() {
        house.write("cat.jpg", SMALL);
        house.stores.values().forEach(store -> store.atOnceUpTo(SMALL.length));

        Opened opened = await(open(new ByteRange(OptionalLong.of(100), OptionalLong.of(300))));

        assertThat(await(House.bytes(opened.body()))).isEqualTo(Arrays.copyOfRange(SMALL, 100, 301));
    }

    // F17, I3: of a large object some has gone out already; the connection is cut before its last chunk.
    @Test
    void rottenBytesOfALargeObjectAreNeverServedAsAWholeOne() { // A99
        Written written = house.write("cat.jpg", LARGE);
        byte[] rotten = LARGE.clone();
        rotten[500_000] ^= 1;
        house.store("oslo").replaceBytes(copyIn(written, "oslo").locator(), rotten);

        assertThatThrownBy(() -> house.read("cat.jpg")).isInstanceOf(WrongBytes.class);

        house.rest();
        assertThat(house.read("cat.jpg")).isEqualTo(LARGE);
    }

    @Test
    void whenEveryCopyIsRottenNothingIsServed() {
        Written written = house.write("cat.jpg", SMALL);
        written.version()
                .copies()
                .forEach(copy -> house.store(copy.zone().value()).replaceBytes(copy.locator(), bytes(1001, 1000)));

        assertThatThrownBy(() -> house.read("cat.jpg")).isInstanceOf(Failure.Overloaded.class);
    }

    // F17: truncated at the zone.
    @Test
    void aCopyOfAnotherSizeIsPassedOverAndSuspected() {
        Written written = house.write("cat.jpg", SMALL);
        house.store("oslo").replaceBytes(copyIn(written, "oslo").locator(), bytes(999));

        assertThat(house.read("cat.jpg")).isEqualTo(SMALL);

        house.rest();
        assertThat(waiting(Task.Kind.VERIFY)).isEqualTo(1);
    }

    // F15, F17: an object that the zone lost.
    @Test
    void aLostCopyIsSuspectedAfterTheRowWasReadAgain() {
        Written written = house.write("cat.jpg", SMALL);
        house.store("oslo").lose(copyIn(written, "oslo").locator());

        assertThat(house.read("cat.jpg")).isEqualTo(SMALL);

        house.rest();
        assertThat(copyIn(house.current("cat.jpg"), "oslo").state()).isEqualTo(Copy.State.SUSPECT);
    }

    @Test
    void withoutTheLedgersWordALostCopyIsPassedOverAllTheSame() {
        Written written = house.write("cat.jpg", SMALL);
        house.store("oslo").lose(copyIn(written, "oslo").locator());
        house.ledger.faults().failBefore("live");

        assertThat(house.read("cat.jpg")).isEqualTo(SMALL);
    }

    // F34: overwritten and purged between the look-up and the read: the new version is served, nobody is suspected.
    @Test
    void aVersionThatWasReplacedMeanwhileIsLookedUpAgain() {
        Written old = house.write("cat.jpg", SMALL);
        Mono<Void> replace = Mono.fromRunnable(() -> {
            house.write("cat.jpg", LARGE);
            old.version().copies().forEach(copy -> house.store(copy.zone().value()).lose(copy.locator()));
        });
        house.zone("oslo").once(GET, after(replace));

        assertThat(house.read("cat.jpg")).isEqualTo(LARGE);
        assertThat(waiting(Task.Kind.VERIFY)).isZero();
    }

    @Test
    void aKeyRemovedMeanwhileIsGone() {
        Written old = house.write("cat.jpg", SMALL);
        house.zone("oslo").once(GET, after(Mono.fromRunnable(() -> {
            house.remove("cat.jpg");
            old.version().copies().forEach(copy -> house.store(copy.zone().value()).lose(copy.locator()));
        })));

        assertThatThrownBy(() -> house.read("cat.jpg")).isInstanceOf(Failure.NoSuchKey.class);
    }

    @Test
    void anOverwrittenVersionIsStillReadToItsEndWhileItsBytesAreThere() { // row 56
        house.write("cat.jpg", LARGE);

        Opened opened = await(house.open("cat.jpg"));
        house.write("cat.jpg", SMALL);

        assertThat(await(House.bytes(opened.body()))).isEqualTo(LARGE);
    }

    @Test
    void aReaderWhoLeavesHoldsNothing() {
        house.write("cat.jpg", LARGE);

        Opened opened = await(house.open("cat.jpg"));

        StepVerifier.create(opened.body().chunks().doOnNext(chunk -> chunk.release()), 3)
                .expectNextCount(3)
                .thenCancel()
                .verify();
        await(house.open("cat.jpg").flatMap(ReaderTest::discarded));
    }

    @Test
    void conditionsAreAnsweredFromTheLedger() {
        ETag etag = house.write("cat.jpg", SMALL).version().content().etag();
        house.zones.values().forEach(zone -> zone.down());

        assertThatThrownBy(() -> head(List.of(), List.of(etag), Optional.empty()))
                .isInstanceOf(Failure.NotModified.class);
        assertThatThrownBy(() -> head(List.of(new ETag("other")), List.of(), Optional.empty()))
                .isInstanceOfSatisfying(Failure.PreconditionFailed.class,
                        no -> assertThat(no.condition).isEqualTo("If-Match"));
        assertThatThrownBy(() -> head(List.of(), List.of(), Optional.of(Instant.EPOCH)))
                .isInstanceOfSatisfying(Failure.PreconditionFailed.class,
                        no -> assertThat(no.condition).isEqualTo("If-Unmodified-Since"));
    }

    @Test
    void missingKeysBucketsAndLedgersAreTold() {
        assertThatThrownBy(() -> house.read("nothing")).isInstanceOf(Failure.NoSuchKey.class);
        assertThatThrownBy(() -> await(house.reader().head(ObjectRef.of("nowhere", "x"), Conditions.NONE)))
                .isInstanceOf(Failure.NoSuchBucket.class);

        house.ledger.faults().down();

        assertThatThrownBy(() -> house.read("nothing")).isInstanceOf(Failure.Overloaded.class);
        house.ledger.faults().up();
    }

    @Test
    void aCopyThatIsStillOwedIsNotReadFrom() {
        house.zone("oslo").on(PUT, Scripts.refuses(Scripts.full()));
        house.write("cat.jpg", SMALL);

        assertThat(house.read("cat.jpg")).isEqualTo(SMALL);
        assertThat(house.zone("oslo").count(GET)).isZero();
    }

    private Mono<Opened> open(ByteRange range) {
        return house.reader().open(ObjectRef.of(House.BUCKET, "cat.jpg"), Optional.of(range), Conditions.NONE);
    }

    private void head(List<ETag> match, List<ETag> noneMatch, Optional<Instant> unmodifiedSince) {
        await(house.reader()
                .head(ObjectRef.of(House.BUCKET, "cat.jpg"),
                        new Conditions(match, noneMatch, Optional.empty(), unmodifiedSince)));
    }

    private static Script after(Mono<Void> first) {
        return new Script() {
            @Override
            public <T> Mono<T> answer(Mono<T> call) {
                return first.then(call);
            }
        };
    }

    private static Mono<Opened> discarded(Opened opened) {
        return opened.body().discard().thenReturn(opened);
    }

    private static Copy copyIn(Written written, String zone) {
        return copyIn(written.version(), zone);
    }

    private static Copy copyIn(dev.s3gateway.ledger.Version version, String zone) {
        return version.copies().stream().filter(copy -> copy.zone().value().equals(zone)).findFirst().orElseThrow();
    }

    private long waiting(Task.Kind kind) {
        return await(house.ledger.tasks().waiting()).getOrDefault(kind, 0L);
    }

    private static byte[] bytes(int size) {
        return bytes(size, size);
    }

    private static byte[] bytes(int seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
