package dev.s3gateway.replication.multipart;

import static dev.s3gateway.backend.ScriptedStore.Call.ABORT_UPLOAD;
import static dev.s3gateway.backend.ScriptedStore.Call.COMPLETE_UPLOAD;
import static dev.s3gateway.backend.ScriptedStore.Call.CREATE_UPLOAD;
import static dev.s3gateway.backend.ScriptedStore.Call.UPLOAD_PART;
import static dev.s3gateway.backend.Scripts.arrivesTwice;
import static dev.s3gateway.backend.Scripts.dropsTheAnswer;
import static dev.s3gateway.backend.Scripts.full;
import static dev.s3gateway.backend.Scripts.hangs;
import static dev.s3gateway.backend.Scripts.refuses;
import static dev.s3gateway.backend.Scripts.reset;
import static dev.s3gateway.replication.House.await;
import static dev.s3gateway.replication.multipart.Uploading.listed;
import static dev.s3gateway.replication.multipart.Uploading.random;
import static dev.s3gateway.replication.multipart.Uploading.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.s3gateway.replication.House;
import dev.s3gateway.backend.DigestKind;
import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.Scripts;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.bytes.Digests;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Upload;
import dev.s3gateway.ledger.UploadId;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.placement.BucketDefaults;
import dev.s3gateway.upkeep.Upkeep;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Uploads in parts over zones that fail and gateways that die. */
@Timeout(60)
class UploadsTest {

    private static final byte[] FIRST = random(5 << 20, 1);
    private static final byte[] LAST = random(100_000, 2);
    private static final byte[] WHOLE = DigestKind.joined(List.of(FIRST, LAST));

    private final House house = House.of("oslo", "bergen", "tromso");

    @Test
    void aZoneThatFailsAPartIsDroppedAndGetsItsCopyLaterPartByPart() {
        Upload upload = create();
        house.zone("bergen").once(UPLOAD_PART, refuses(full()));
        List<Completing.Listed> parts = List.of(part(upload, 1, FIRST), part(upload, 2, LAST));

        Completed completed = complete(upload, parts);

        assertThat(completed.written().orElseThrow().zones()).extracting(ZoneCode::value)
                .containsExactly("oslo", "tromso");
        assertThat(completed.written().orElseThrow().complete()).isFalse();
        house.zone("bergen").obeys();
        converge();
        assertThat(house.store("bergen").copies(House.BUCKET)).singleElement()
                .satisfies(copy -> assertThat(copy.bytes()).isEqualTo(WHOLE));
        assertThat(house.current("key").completeCopies()).hasSize(3);
        assertEverythingIsTidy();
    }

    @Test
    void aZoneThatDoesNotAnswerAtTheBeginningTakesNoPart() {
        house.zone("tromso").on(CREATE_UPLOAD, refuses(reset()));
        Upload upload = create();

        complete(upload, List.of(part(upload, 1, LAST)));

        assertThat(house.zone("tromso").count(UPLOAD_PART)).isZero();
        house.zone("tromso").obeys();
        converge();
        assertThat(house.current("key").completeCopies()).hasSize(3);
    }

    @Test
    void anUploadThatTooFewZonesBeginLeavesNothing() {
        house.with(atLeast(2));
        house.zone("oslo").once(CREATE_UPLOAD, refuses(reset()));
        house.zone("tromso").once(CREATE_UPLOAD, refuses(reset()));

        assertThatThrownBy(this::create).isInstanceOf(Failure.TooFewCopies.class);

        house.rest();
        converge();
        assertEverythingIsTidy();
    }

    // F12: a part that is kept goes to every zone in the end; no zone is dropped for a connection that broke.
    @ParameterizedTest
    @ValueSource(ints = {0, 1000, 2 << 20})
    void aZoneThatFailsAPartInPassingIsSentItAgain(int afterBytes) {
        byte[] part = afterBytes > LAST.length ? FIRST : LAST;
        Upload upload = create();
        house.zone("bergen").once(UPLOAD_PART, Scripts.accepts(afterBytes, Scripts.bytes()).thenFails(reset()));

        Completed completed = complete(upload, List.of(part(upload, 1, part)));

        assertThat(completed.written().orElseThrow().complete()).isTrue();
        assertThat(house.zone("bergen").count(UPLOAD_PART)).isEqualTo(2);
        assertThat(house.store("bergen").copies(House.BUCKET)).singleElement()
                .satisfies(copy -> assertThat(copy.bytes()).isEqualTo(part));
    }

    @Test
    void aPartForWhichThereIsNoRoomIsSentOnceAndItsRoomComesBack() {
        house.replay = new PartReplay(16 << 20, FIRST.length - 1);
        Upload upload = create();
        house.zone("bergen").once(UPLOAD_PART, refuses(reset()));

        complete(upload, List.of(part(upload, 1, FIRST)));

        assertThat(house.zone("bergen").count(UPLOAD_PART)).isEqualTo(1);
        house.replay = new PartReplay(16 << 20, FIRST.length);
        Upload next = create();
        for (int i = 1; i <= 3; i++) {
            house.zone("bergen").once(UPLOAD_PART, refuses(reset()));
            part(next, i, FIRST);
        }
        assertThat(house.zone("bergen").count(UPLOAD_PART)).isEqualTo(1 + 3 * 2);
    }

    @Test
    void withTooFewCopiesTheUploadIsOpenAndOtherPartsMayCome() {
        house.with(atLeast(2));
        Upload upload = create();
        part(upload, 1, FIRST);
        house.zone("bergen").once(COMPLETE_UPLOAD, refuses(reset()));
        house.zone("tromso").once(COMPLETE_UPLOAD, refuses(full()));
        assertThatThrownBy(() -> complete(upload, List.of(listed(1, FIRST)))).isInstanceOf(Failure.TooFewCopies.class);
        house.rest();

        // Oslo has completed it of other parts: it takes none any more, and what it has is not the object.
        complete(upload, List.of(part(upload, 1, LAST)));
        house.rest();

        assertThat(house.read("key")).isEqualTo(LAST);
        converge();
        assertThat(house.current("key").completeCopies()).hasSize(3);
        assertThat(house.store("oslo").copies(House.BUCKET)).singleElement()
                .satisfies(copy -> assertThat(copy.bytes()).isEqualTo(LAST));
        assertEverythingIsTidy();
    }

    @Test
    void whatAZoneCompletedOfAnUploadThatIsThenAbortedGoes() {
        house.with(atLeast(2));
        Upload upload = create();
        part(upload, 1, LAST);
        house.zone("bergen").once(COMPLETE_UPLOAD, refuses(reset()));
        house.zone("tromso").once(COMPLETE_UPLOAD, refuses(reset()));
        assertThatThrownBy(() -> complete(upload, List.of(listed(1, LAST)))).isInstanceOf(Failure.TooFewCopies.class);
        house.rest();

        await(house.uploads().abort(ref(upload)).thenReturn(true));
        converge();

        assertThat(house.store("oslo").copies(House.BUCKET)).isEmpty();
        assertEverythingIsTidy();
    }

    @Test
    void withTooFewZonesThePartIsRefusedAndTheUploadGoesOn() {
        house.with(atLeast(2));
        Upload upload = create();
        house.zone("oslo").once(UPLOAD_PART, refuses(full()));
        house.zone("bergen").once(UPLOAD_PART, refuses(full()));

        assertThatThrownBy(() -> part(upload, 1, LAST)).isInstanceOf(Failure.TooFewCopies.class);

        complete(upload, List.of(part(upload, 1, LAST)));
        assertThat(house.read("key")).isEqualTo(LAST);
        assertThat(house.current("key").completeCopies()).hasSize(3);
    }

    @Test
    void whereEveryZoneFailsThePartTheClientIsToldSoAndMayTryAgain() {
        Upload upload = create();
        house.zones.values().forEach(zone -> zone.once(UPLOAD_PART, refuses(full())));

        assertThatThrownBy(() -> part(upload, 1, FIRST)).isInstanceOf(Failure.EveryZoneFailed.class);

        complete(upload, List.of(part(upload, 1, FIRST)));
        assertThat(house.read("key")).isEqualTo(FIRST);
    }

    @Test
    void aFrozenZoneIsDroppedFromALongPart() {
        Upload upload = create();
        house.zone("tromso").once(UPLOAD_PART, hangs());

        part(upload, 1, FIRST);
        complete(upload, List.of(listed(1, FIRST)));

        assertThat(house.read("key")).isEqualTo(FIRST);
    }

    @Test
    void anAnswerToCompleteThatIsLostIsFoundByTheStamp() { // F16
        Upload upload = create();
        part(upload, 1, LAST);
        house.zones.values().forEach(zone -> zone.once(COMPLETE_UPLOAD, dropsTheAnswer()));

        Completed completed = complete(upload, List.of(listed(1, LAST)));

        assertThat(completed.written().orElseThrow().complete()).isTrue();
        assertThat(house.store("oslo").copies(House.BUCKET)).hasSize(1);
        assertThat(house.read("key")).isEqualTo(LAST);
    }

    @Test
    void aCompleteThatArrivesTwiceMakesOneCopy() { // F16
        Upload upload = create();
        part(upload, 1, LAST);
        house.zone("oslo").once(COMPLETE_UPLOAD, arrivesTwice());

        complete(upload, List.of(listed(1, LAST)));

        assertThat(house.store("oslo").copies(House.BUCKET)).hasSize(1);
        assertThat(house.current("key").completeCopies()).hasSize(3);
    }

    @Test
    void withTooFewCopiesNothingIsVisibleAndTheSameCompleteMayBeTriedAgain() { // F03
        house.with(atLeast(2));
        house.write("key", random(10, 3));
        Upload upload = create();
        part(upload, 1, LAST);
        house.zone("bergen").once(COMPLETE_UPLOAD, refuses(reset()));
        house.zone("tromso").once(COMPLETE_UPLOAD, refuses(full()));

        assertThatThrownBy(() -> complete(upload, List.of(listed(1, LAST)))).isInstanceOf(Failure.TooFewCopies.class);
        house.rest();
        assertThat(house.read("key")).isEqualTo(random(10, 3));

        complete(upload, List.of(listed(1, LAST)));
        assertThat(house.read("key")).isEqualTo(LAST);
        assertThat(house.current("key").completeCopies()).hasSize(3);
        converge();
        assertEverythingIsTidy();
    }

    @Test
    void whereEveryZoneSaidNoPartsMayComeAgain() {
        Upload upload = create();
        part(upload, 1, FIRST);
        house.zones.values().forEach(zone -> zone.once(COMPLETE_UPLOAD, refuses(full())));
        assertThatThrownBy(() -> complete(upload, List.of(listed(1, FIRST)))).isInstanceOf(Failure.TooFewCopies.class);
        house.rest();

        complete(upload, List.of(part(upload, 1, LAST)));

        assertThat(house.read("key")).isEqualTo(LAST);
    }

    @Test
    void whatADyingGatewayWasCompletingIsFinishedByAnother() { // F03, F06
        for (String point : List.of("multipart.before-complete", "multipart.after-lane", "multipart.after-complete",
                "multipart.before-commit")) {
            House dying = House.of("oslo", "bergen", "tromso")
                    .crashingAt(at -> at.equals(point) ? Mono.never() : Mono.empty());
            Upload upload = await(dying.uploads().create(wish()));
            put(dying, upload, 1, LAST);
            var _ = dying.uploads().complete(completing(upload, List.of(listed(1, LAST)))).subscribe();
            House successor = dying.another();
            successor.clock.advance(Duration.ofSeconds(60));
            Upkeep.of(successor).pass(Duration.ZERO);

            Upkeep.of(successor).converge();

            assertThat(successor.read("key")).as(point).isEqualTo(LAST);
            assertThat(successor.current("key").completeCopies()).as(point).hasSize(3);
            assertThat(successor.store("oslo").copies(House.BUCKET)).as(point).hasSize(1);
            assertThat(successor.store("oslo").openUploads()).as(point).isZero();
        }
    }

    @Test
    void aCommitWhoseAnswerIsLostIsToldAtTheNextTry() {
        Upload upload = create();
        part(upload, 1, LAST);
        house.ledger.faults().failAfter("commit");
        assertThatThrownBy(() -> complete(upload, List.of(listed(1, LAST)))).isInstanceOf(Failure.Overloaded.class);
        house.rest();

        Completed again = complete(upload, List.of(listed(1, LAST)));

        assertThat(again.content().size()).isEqualTo(LAST.length);
        assertThat(house.store("oslo").copies(House.BUCKET)).hasSize(1);
        assertThat(house.current("key").sequence()).isEqualTo(1);
    }

    @Test
    void twoCompletesAtOnceGetTheSameAnswer() { // A87
        Upload upload = create();
        part(upload, 1, LAST);
        Completing wish = completing(upload, List.of(listed(1, LAST)));

        var both = await(Mono.zip(house.uploads().complete(wish), house.uploads().complete(wish)));

        assertThat(both.getT1().content()).isEqualTo(both.getT2().content());
        assertThat(house.store("oslo").copies(House.BUCKET)).hasSize(1);
    }

    @Test
    void anAbortAmidACompleteLeavesOneWinner() { // A87
        Upload upload = create();
        part(upload, 1, LAST);
        House slow = house.crashingAt(point -> point.equals("multipart.before-commit")
                ? house.ledger.uploads().abort(upload.id()).then()
                : Mono.empty());

        assertThatThrownBy(() -> await(slow.uploads().complete(completing(upload, List.of(listed(1, LAST))))))
                .isInstanceOfSatisfying(Failure.Malformed.class,
                        failure -> assertThat(failure.fault).isEqualTo(Failure.Fault.NO_SUCH_UPLOAD));

        house.crashingAt(dev.s3gateway.lifecycle.CrashPoints.NONE);
        converge();
        assertThatThrownBy(() -> house.read("key")).isInstanceOf(Failure.NoSuchKey.class);
        assertThat(house.store("oslo").copies(House.BUCKET)).isEmpty();
    }

    @Test
    void aPartAmidACompleteComesTooLateAndChangesNothing() { // A87
        Upload upload = create();
        part(upload, 1, LAST);
        AtomicReference<Throwable> tooLate = new AtomicReference<>();
        House slow = house.crashingAt(point -> point.equals("multipart.before-commit")
                ? house.uploads()
                        .part(new PartPut(ref(upload), 1, Digests.of(new Body.Buffered(FIRST)), List::of))
                        .then()
                        .onErrorResume(failure -> {
                            tooLate.set(failure);
                            return Mono.empty();
                        })
                : Mono.empty());

        await(slow.uploads().complete(completing(upload, List.of(listed(1, LAST)))));

        assertThat(tooLate.get()).isInstanceOfSatisfying(Failure.Malformed.class,
                failure -> assertThat(failure.fault).isEqualTo(Failure.Fault.NO_SUCH_UPLOAD));
        assertThat(house.read("key")).isEqualTo(LAST);
    }

    @Test
    void whoHasTooManyUploadsOpenIsToldToSlowDownAndNoZoneIsAsked() { // A88
        Upload one = create();
        for (int i = 1; i < 10_000; i++) {
            UploadId id = new UploadId(new UUID(7, i));
            await(house.ledger.uploads()
                    .begin(new Upload(id, one.bucket(), one.object(), one.owner(), one.version(), one.metadata(),
                            one.checksum(), one.state(), one.initiatedAt(), one.lanes(), Optional.empty()), 10_000));
        }

        assertThatThrownBy(this::create).isInstanceOf(Failure.Overloaded.class);

        house.stores.forEach((name, store) -> assertThat(store.openUploads()).as(name).isEqualTo(1));
    }

    @Test
    void abortedAndForgottenUploadsLeaveNothingInAnyZone() { // A88
        Upload aborted = create();
        part(aborted, 1, LAST);
        Upload forgotten = create();
        part(forgotten, 1, LAST);
        house.zone("tromso").on(ABORT_UPLOAD, refuses(reset()));

        await(house.uploads().abort(ref(aborted)).thenReturn(true));
        converge();
        assertThat(house.store("oslo").openUploads()).isEqualTo(1);
        assertThat(house.store("tromso").openUploads()).isEqualTo(2);

        house.zone("tromso").obeys();
        Upkeep.of(house).pass(Duration.ofDays(8));
        converge();
        assertEverythingIsTidy();
    }

    @Test
    void zonesThatSayNothingOfWhatTheyHaveAreReadBack() {
        Map<String, MemoryStore> stores = new LinkedHashMap<>();
        stores.put("oslo", MemoryStore.natural("oslo").answering(DigestKind.NONE));
        stores.put("bergen", MemoryStore.sealed("bergen").answering(DigestKind.CRC32C));
        House mixed = House.over(stores);
        mixed.createBucket(House.BUCKET);
        Upload upload = await(mixed.uploads().create(wish()));
        put(mixed, upload, 1, FIRST);
        put(mixed, upload, 2, LAST);

        Completed completed = await(mixed.uploads()
                .complete(completing(upload, List.of(listed(1, FIRST), listed(2, LAST)))));

        assertThat(completed.written().orElseThrow().complete()).isTrue();
        assertThat(mixed.read("key")).isEqualTo(WHOLE);
    }

    private void converge() {
        Upkeep.of(house).converge();
    }

    private void assertEverythingIsTidy() {
        house.rest();
        house.stores.forEach((name, store) -> assertThat(store.openUploads()).as(name).isZero());
    }

    private static BucketDefaults atLeast(int copies) {
        return BucketDefaults.STANDARD.withMinReplicas(copies);
    }

    private Upload create() {
        return await(house.uploads().create(wish()));
    }

    private static UploadRef ref(Upload upload) {
        return new UploadRef(Uploading.KEY, upload.id().toString(), "someone");
    }

    @CanIgnoreReturnValue
    private Completing.Listed part(Upload upload, int number, byte[] bytes) {
        return put(house, upload, number, bytes);
    }

    @CanIgnoreReturnValue
    private static Completing.Listed put(House house, Upload upload, int number, byte[] bytes) {
        await(house.uploads()
                .part(new PartPut(ref(upload), number, Digests.of(new Body.Buffered(bytes)), List::of))
                .thenReturn(true));
        return listed(number, bytes);
    }

    private static Completing completing(Upload upload, List<Completing.Listed> parts) {
        return new Completing(ref(upload), parts, Optional.empty(), OptionalLong.empty(), Conditions.NONE,
                House.origin());
    }

    @CanIgnoreReturnValue
    private Completed complete(Upload upload, List<Completing.Listed> parts) {
        return await(house.uploads().complete(completing(upload, parts)));
    }
}
