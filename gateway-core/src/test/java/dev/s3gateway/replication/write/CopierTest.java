package dev.s3gateway.replication.write;

import static dev.s3gateway.backend.ScriptedStore.Call.COPY;
import static dev.s3gateway.backend.ScriptedStore.Call.COPY_PART;
import static dev.s3gateway.backend.ScriptedStore.Call.GET;
import static dev.s3gateway.backend.ScriptedStore.Call.PUT;
import static dev.s3gateway.replication.House.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.s3gateway.backend.DigestKind;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.Script;
import dev.s3gateway.backend.Scripts;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.ZoneDigest;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.bytes.Digests;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.OperationsLog;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.ledger.Upload;
import dev.s3gateway.object.ChecksumAlgorithm;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ETag;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.object.UploadChecksum;
import dev.s3gateway.placement.Ack;
import dev.s3gateway.placement.BucketDefaults;
import dev.s3gateway.replication.House;
import dev.s3gateway.replication.multipart.Completing;
import dev.s3gateway.replication.multipart.NewUpload;
import dev.s3gateway.replication.multipart.PartPut;
import dev.s3gateway.replication.multipart.UploadRef;
import dev.s3gateway.upkeep.Upkeep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Copies: by each zone where it can, through the gateway where it cannot, and true like every other write. */
@Timeout(60)
class CopierTest {

    private static final byte[] BYTES = random(300_000, 1);
    private static final byte[] FIRST = random(5 << 20, 2);
    private static final byte[] WHOLE = DigestKind.joined(List.of(FIRST, BYTES));

    private final House house = House.of("oslo", "bergen", "tromso");

    @Test
    void everyZoneCopiesWhatItHasAndNoByteComesThisWay() {
        Written source = house.write("old", BYTES);

        Written copy = copy("old", "new");

        assertThat(copy.complete()).isTrue();
        assertThat(copy.version().content().etag()).isEqualTo(source.version().content().etag());
        assertThat(house.read("new")).isEqualTo(BYTES);
        house.zones.forEach((name, zone) -> {
            assertThat(zone.count(COPY)).as(name).isEqualTo(1);
            assertThat(zone.count(PUT)).as(name).isEqualTo(1);
            assertThat(house.copies(name, "new")).singleElement()
                    .satisfies(stored -> assertThat(stored.locator().stamp().version()).isEqualTo(copy.version().id()));
        });
    }

    @Test
    void theMetadataOfTheCopyLieBesideItInEveryZone() {
        house.write("old", BYTES);

        await(house.copier().copy(wish("old", "new", Optional.of(Metadata.ofType("image/png")))));

        assertThat(house.current("new").content().metadata()).isEqualTo(Metadata.ofType("image/png"));
        assertThat(house.copies("tromso", "new")).singleElement()
                .satisfies(stored -> assertThat(stored.metadata().contentType()).isEqualTo("image/png"));
    }

    @Test
    void aCopyOntoItselfIsANewVersionAtNewAddresses() { // rule 1
        Written before = house.write("old", BYTES);

        Written after = copy("old", "old");

        assertThat(after.version().id()).isNotEqualTo(before.version().id());
        assertThat(after.version().sequence()).isGreaterThan(before.version().sequence());
        Upkeep.of(house).converge();
        assertThat(house.read("old")).isEqualTo(BYTES);
        assertThat(house.copies("bergen", "old")).singleElement()
                .satisfies(stored -> assertThat(stored.locator().stamp().version()).isEqualTo(after.version().id()));
    }

    @Test
    void aZoneThatLacksTheSourceGetsItFromAnother() {
        house.zone("bergen").on(PUT, Scripts.refuses(Scripts.full()));
        house.write("old", BYTES);
        house.zone("bergen").obeys();

        Written copy = copy("old", "new");

        assertThat(copy.complete()).isTrue();
        assertThat(house.zone("bergen").count(COPY)).isZero();
        assertThat(house.copies("bergen", "new")).singleElement()
                .satisfies(stored -> assertThat(stored.bytes()).isEqualTo(BYTES));
    }

    @Test
    void aZoneThatCannotCopyGetsTheBytesAtAnotherAddress() {
        house.write("old", BYTES);
        house.zones.values().forEach(zone -> zone.on(COPY, Scripts.refuses(Scripts.notImplemented())));

        Written copy = copy("old", "new");

        assertThat(copy.complete()).isTrue();
        assertThat(house.copies("oslo", "new")).singleElement()
                .satisfies(stored -> assertThat(stored.locator().stamp().attempt()).isEqualTo(2));
    }

    @Test
    void aZoneThatHoldsOtherBytesThanTheSourceIsNotBelieved() { // F14
        house.write("old", BYTES);
        house.zone("oslo").on(COPY, Scripts.claimsAWrongDigest());
        house.zone("bergen").on(COPY, Scripts.claimsAWrongSize());

        Written copy = copy("old", "new");

        assertThat(copy.complete()).isTrue();
        assertThat(copy.version().completeCopies()).allSatisfy(good -> assertThat(good.locator().stamp().attempt())
                .isEqualTo(good.zone().value().equals("tromso") ? 1 : 2));
        Upkeep.of(house).converge();
        assertThat(house.copies("oslo", "new")).hasSize(1);
    }

    @Test
    void aZoneThatSaysOnlyASizeIsReadBack() {
        House silent = over(MemoryStore.natural("oslo").answering(DigestKind.NONE));
        silent.write("old", BYTES);
        long before = silent.zone("oslo").count(GET);

        await(silent.copier().copy(wish("old", "new", Optional.empty())));

        assertThat(silent.zone("oslo").count(GET)).isEqualTo(before + 1);
    }

    @Test
    void aZoneThatIsAwayIsOwedItsCopy() {
        house.write("old", BYTES);
        house.zone("bergen").on(COPY, Scripts.refuses(Scripts.reset()));

        Written copy = copy("old", "new");

        assertThat(copy.zones()).extracting(ZoneCode::value).containsExactly("oslo", "tromso");
        assertThat(copy.complete()).isFalse();
        assertThat(waiting(Task.Kind.COPY)).isEqualTo(1);
        house.zone("bergen").obeys();
        Upkeep.of(house).converge();
        assertThat(house.current("new").completeCopies()).hasSize(3);
    }

    @Test
    void aSilentZoneIsGivenUpSoonAfterTheOthersAreDone() { // F10
        house.write("old", BYTES);
        house.zone("bergen").on(COPY, Scripts.hangs());

        Written copy = copy("old", "new");

        assertThat(copy.zones()).extracting(ZoneCode::value).containsExactly("oslo", "tromso");
    }

    @Test
    void aLostAnswerCountsAsNoCopyAndItsAddressIsPurged() { // F12
        house.write("old", BYTES);
        house.zone("oslo").once(COPY, Scripts.dropsTheAnswer());

        Written copy = copy("old", "new");

        assertThat(copy.complete()).isFalse();
        Upkeep.of(house).converge();
        assertThat(house.copies("oslo", "new")).hasSize(1);
        assertThat(house.current("new").completeCopies()).hasSize(3);
    }

    @Test
    void whereEveryZoneFailsTheClientIsToldAndNothingIsVisible() {
        house.write("old", BYTES);
        house.zones.values().forEach(zone -> zone.on(COPY, Scripts.refuses(Scripts.reset())));

        assertThatThrownBy(() -> copy("old", "new")).isInstanceOf(Failure.EveryZoneFailed.class);

        assertThatThrownBy(() -> house.current("new")).isInstanceOf(Failure.NoSuchKey.class);
    }

    @Test
    void nothingIsCopiedBeforeTheIntentIsDurable() { // rule 2
        house.write("old", BYTES);
        house.ledger.faults().failBefore("begin");

        assertThatThrownBy(() -> copy("old", "new")).isInstanceOf(Failure.Overloaded.class);

        house.zones.values().forEach(zone -> assertThat(zone.count(COPY)).isZero());
    }

    @Test
    void aSourceThatIsReplacedMeanwhileIsLookedForAgain() {
        House one = House.of("oslo");
        one.write("old", BYTES);
        byte[] newer = random(1000, 9);
        one.zone("oslo").once(COPY, new Script() {
            @Override
            public Mono<Stored> copy(ObjectStore zone, Locator planned, Metadata metadata, Locator source) {
                return one.writer()
                        .write(House.put("old", new Body.Buffered(newer)))
                        .then(zone.delete(source))
                        .then(Mono.defer(() -> zone.copy(planned, metadata, source)));
            }
        });

        await(one.copier().copy(wish("old", "new", Optional.empty())));

        assertThat(one.read("new")).isEqualTo(newer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"QUORUM", "PRIMARY"})
    void aCopyWaitsForAsManyZonesAsAnyWrite(String ack) {
        house.write("old", BYTES);
        house.with(new BucketDefaults(Ack.valueOf(ack), true, ack.equals("QUORUM") ? 2 : 1, OptionalInt.empty(), true));
        house.zone("tromso").on(COPY, Scripts.hangs());

        Written copy = copy("old", "new");

        assertThat(copy.zones()).hasSize(ack.equals("QUORUM") ? 2 : 1);
        house.rest();
        house.zone("tromso").obeys();
        Upkeep.of(house).converge();
        assertThat(house.current("new").completeCopies()).hasSize(3);
    }

    @Test
    void conditionsOnSourceAndTargetAreToldApart() {
        house.write("old", BYTES);
        house.write("new", BYTES);
        Conditions never = new Conditions(List.of(new ETag("nope")), List.of(), Optional.empty(), Optional.empty());
        Conditions absent = new Conditions(List.of(), List.of(Conditions.ANY), Optional.empty(), Optional.empty());

        assertThatThrownBy(() -> await(house.copier().copy(wish("old", never, "new", Conditions.NONE))))
                .isInstanceOfSatisfying(Failure.PreconditionFailed.class,
                        failed -> assertThat(failed.condition).isEqualTo("x-amz-copy-source-If-Match"));
        assertThatThrownBy(() -> await(house.copier().copy(wish("old", Conditions.NONE, "new", absent))))
                .isInstanceOfSatisfying(Failure.PreconditionFailed.class,
                        failed -> assertThat(failed.condition).isEqualTo("If-None-Match"));
    }

    @Test
    void theLogSaysThatItWasACopy() {
        house.write("old", BYTES);
        copy("old", "new");

        var page = await(house.ledger.operations()
                .page(new OperationsLog.Query(Optional.empty(), Optional.of("new"), Optional.empty(), Optional.empty(),
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 10)));

        assertThat(page.entries()).extracting(OperationsLog.Entry::operation).containsExactly("CopyObject");
    }

    @Test
    void whatCameInPartsIsReadOnceAndGetsTheTagOfOnePiece() {
        inParts("old", Optional.of(new UploadChecksum(ChecksumAlgorithm.CRC32, false)));

        Written copy = copy("old", "new");

        assertThat(copy.version().content().etag()).isEqualTo(md5(WHOLE));
        assertThat(copy.version().content().parts()).isEmpty();
        assertThat(copy.version().content().checksums()).singleElement()
                .satisfies(sum -> assertThat(sum.isComposite()).isFalse());
        assertThat(house.zones.values().stream().mapToLong(zone -> zone.count(GET)).sum()).isEqualTo(1);
        assertThat(house.read("new")).isEqualTo(WHOLE);
    }

    @Test
    void whatIsTooLargeForOneRequestIsCopiedPartByPartAndKeepsItsTag() {
        inParts("old", Optional.of(new UploadChecksum(ChecksumAlgorithm.CRC32, false)));
        house.zone("tromso").on(COPY_PART, Scripts.refuses(Scripts.notImplemented()));

        Written copy = await(house.copier(5 << 20).copy(wish("old", "new", Optional.empty())));

        assertThat(copy.complete()).isTrue();
        assertThat(copy.version().content().etag()).isEqualTo(house.current("old").content().etag());
        assertThat(copy.version().content().checksums()).isEqualTo(house.current("old").content().checksums());
        assertThat(copy.version().content().parts()).containsExactly((long) FIRST.length, (long) BYTES.length);
        assertThat(house.zone("oslo").count(COPY_PART)).isEqualTo(2);
        assertThat(house.read("new")).isEqualTo(WHOLE);
        house.stores.values().forEach(store -> assertThat(store.openUploads()).isZero());
    }

    @Test
    void whatIsTooLargeAndCameInOnePieceIsRefused() {
        house.write("old", FIRST);

        assertThatThrownBy(() -> await(house.copier(1 << 20).copy(wish("old", "new", Optional.empty()))))
                .isInstanceOf(Failure.Malformed.class)
                .hasMessageContaining("larger than the maximum");
    }

    @CanIgnoreReturnValue
    private Written copy(String source, String target) {
        return await(house.copier().copy(wish(source, target, Optional.empty())));
    }

    private static ObjectCopy wish(String source, String target, Optional<Metadata> metadata) {
        return new ObjectCopy(ObjectRef.of(House.BUCKET, source), Conditions.NONE, ObjectRef.of(House.BUCKET, target),
                metadata, Optional.empty(), Conditions.NONE, House.origin());
    }

    private static ObjectCopy wish(String source, Conditions onSource, String target, Conditions onTarget) {
        return new ObjectCopy(ObjectRef.of(House.BUCKET, source), onSource, ObjectRef.of(House.BUCKET, target),
                Optional.empty(), Optional.empty(), onTarget, House.origin());
    }

    private long waiting(Task.Kind kind) {
        return await(house.ledger.tasks().waiting()).getOrDefault(kind, 0L);
    }

    private static House over(MemoryStore... stores) {
        Map<String, MemoryStore> named = new LinkedHashMap<>();
        for (MemoryStore store : stores) {
            named.put(store.zone().value(), store);
        }
        House house = House.over(named);
        house.createBucket(House.BUCKET);
        return house;
    }

    private void inParts(String key, Optional<UploadChecksum> checksum) {
        Upload upload = await(house.uploads()
                .create(new NewUpload(ObjectRef.of(House.BUCKET, key), "someone", Metadata.ofType("text/plain"),
                        checksum)));
        UploadRef ref = new UploadRef(upload.object(), upload.id().toString(), "someone");
        List<Completing.Listed> parts = new ArrayList<>();
        for (byte[] bytes : List.of(FIRST, BYTES)) {
            int number = parts.size() + 1;
            await(house.uploads()
                    .part(new PartPut(ref, number, Digests.of(new Body.Buffered(bytes)), List::of))
                    .thenReturn(true));
            parts.add(new Completing.Listed(number, Optional.of(md5(bytes)), List.of()));
        }
        await(house.uploads()
                .complete(new Completing(ref, parts, Optional.empty(), OptionalLong.empty(), Conditions.NONE,
                        House.origin()))
                .thenReturn(true));
    }

    private static ETag md5(byte[] bytes) {
        return ((ZoneDigest.Md5) DigestKind.MD5.of(bytes)).etag();
    }

    private static byte[] random(int size, int seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
