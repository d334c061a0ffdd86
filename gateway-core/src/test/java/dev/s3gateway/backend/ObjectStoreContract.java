package dev.s3gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.VersionId;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * What every {@link ObjectStore} must do. A subclass says which store; everything else is here. Each test has its own
 * bucket, so a store may be shared by the tests of a class. After each test no chunk is left unreleased.
 */
@Timeout(60)
public abstract class ObjectStoreContract {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    protected static final Metadata METADATA = new Metadata("text/plain", Map.of("cache-control", "no-store"),
            Map.of("colour", "blue"));

    protected final Chunks chunks = new Chunks();
    protected final String bucket = "contract-" + UUID.randomUUID().toString().substring(0, 12);
    private Layout layout = Layout.NATURAL;

    protected abstract ObjectStore store();

    /** The zone that stands in the locators of this store. */
    protected ZoneCode zone() {
        return new ZoneCode("zone-1");
    }

    /** Keys that this kind of zone is known to refuse or to mix up; none by default. */
    protected List<String> impossibleKeys() {
        return List.of();
    }

    /** Whether this service is known to fail a write like this now and then, so that a second try is fair. */
    protected boolean isKnownFlaw(Throwable failure) {
        return false;
    }

    /** Whether this service keeps what had come of an upload when it broke off. */
    protected boolean keepsBrokenUploads() {
        return false;
    }

    /** Whether an upload that has ended is an error to parts and lists, and not an upload without parts. */
    protected boolean knowsWhichUploadsAreOpen() {
        return true;
    }

    /** How a bucket is used that promises this; a promise may be known to be broken. */
    protected Layout layout(Layout promised) {
        return promised;
    }

    @BeforeEach
    protected void makeTheBucket() {
        layout = layout(await(store().createBucket(bucket)).layout());
    }

    @AfterEach
    void everyChunkIsReleased() {
        chunks.assertAllReleased();
    }

    @Test
    void whatWasPutIsReadBackByteForByte() {
        byte[] bytes = random(300_000);

        Stored stored = put("photos/cat.jpg", bytes);

        assertThat(stored.size()).isEqualTo(bytes.length);
        assertThat(read(stored.locator())).isEqualTo(bytes);
        assertThat(sizeOf(stored.locator())).isEqualTo(bytes.length);
    }

    @Test
    void theAnswerNamesTheZonesVersionExactlyWhereItKeepsVersions() {
        Locator planned = planned("key");

        Stored stored = await(store().put(planned, METADATA, chunks.body(random(10), 10)));

        // A zone that was found to lose versions is sealed, and names them all the same.
        assertThat(stored.locator().isProvisional() && layout == Layout.NATURAL).isFalse();
        assertThat(stored.locator().key()).isEqualTo(planned.key());
        assertThat(stored.locator().stamp()).isEqualTo(planned.stamp());
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void anySizePassesInAnyChunks(int size) {
        Random random = Seed.fresh().random();
        byte[] bytes = random(size);

        Stored stored = await(store().put(planned("sized"), METADATA, chunks.body(bytes, random)));

        assertThat(stored.size()).isEqualTo(size);
        assertThat(read(stored.locator())).isEqualTo(bytes);
    }

    static Stream<Integer> sizes() {
        return Stream.of(0, 1, 4096, 65_535, 65_536, 65_537, 262_144, 262_145, 3_000_001);
    }

    @Test
    void aBufferedBodyIsStoredAndMayBeSentTwice() {
        Body body = Body.of("twice");

        Stored first = await(store().put(planned("first"), METADATA, body));
        Stored second = await(store().put(planned("second"), METADATA, body));

        assertThat(read(first.locator())).isEqualTo(read(second.locator())).asString().isEqualTo("twice");
    }

    @Test
    void aDigestSpeaksOfTheBytesThatWereSent() {
        byte[] bytes = random(100_000);

        ZoneDigest digest = put("digest", bytes).digest();

        assertSpeaksOf(bytes, digest);
    }

    @Test
    void aRangeIsExactlyTheBytesAskedFor() {
        byte[] bytes = random(1_000_000);
        Locator locator = put("ranges", bytes).locator();

        assertThat(readRange(locator, 0, 0)).isEqualTo(slice(bytes, 0, 0));
        assertThat(readRange(locator, 999_999, 999_999)).isEqualTo(slice(bytes, 999_999, 999_999));
        assertThat(readRange(locator, 0, 999_999)).isEqualTo(bytes);
        assertThat(readRange(locator, 262_143, 262_144)).isEqualTo(slice(bytes, 262_143, 262_144));
        assertThat(readRange(locator, 123_456, 789_012)).isEqualTo(slice(bytes, 123_456, 789_012));
    }

    @Test
    void aRangeComesWithTheSizeOfTheWholeAndItsOwnLength() {
        Locator locator = put("ranges", random(5000)).locator();

        Found found = await(store().get(locator, Optional.of(new ByteRange.Resolved(100, 199))));

        assertThat(found.size()).isEqualTo(5000);
        assertThat(found.body().length()).hasValue(100);
        finish(found.body().discard());
    }

    @Test
    void nothingHappensBeforeTheSubscription() {
        Locator planned = planned("lazy");
        Body body = chunks.body(random(10), 10);

        Mono<Stored> put = store().put(planned, METADATA, body);

        assertThat(stampedAt(planned)).isEmpty();
        assertThat(read(await(put).locator())).hasSize(10);
    }

    @Test
    void aMissingCopyIsNotFound() {
        Locator gone = put("gone", random(10)).locator();
        finish(store().delete(gone));

        assertThatThrownBy(() -> sizeOf(gone)).isInstanceOf(StoreFailure.NotFound.class);
        assertThatThrownBy(() -> read(gone)).isInstanceOf(StoreFailure.NotFound.class);
    }

    @Test
    void aMissingBucketIsNotFound() {
        Locator nowhere = in("no-such-" + bucket, "key");

        assertThatThrownBy(() -> await(store().put(nowhere, METADATA, chunks.body(random(10), 3))))
                .isInstanceOf(StoreFailure.NotFound.class);
    }

    @Test
    void twoVersionsOfOneKeyLieSideBySideAndEachReadIsPinned() {
        Locator old = put("key", "old".getBytes(StandardCharsets.UTF_8)).locator();
        Locator young = put("key", "young".getBytes(StandardCharsets.UTF_8)).locator();

        assertThat(read(old)).asString().isEqualTo("old");
        assertThat(read(young)).asString().isEqualTo("young");

        finish(store().delete(young));
        assertThat(read(old)).asString().isEqualTo("old");
        assertThatThrownBy(() -> read(young)).isInstanceOf(StoreFailure.NotFound.class);
    }

    @Test
    void deletingIsDoneAlsoTheSecondTime() {
        Locator locator = put("key", random(10)).locator();

        finish(store().delete(locator));
        finish(store().delete(locator));

        assertThat(stampedAt(locator)).isEmpty();
    }

    @Test
    void deletingInABucketThatIsGoneIsDone() {
        Locator locator = put("key", random(10)).locator();
        finish(store().delete(locator));
        finish(store().deleteBucket(bucket));

        finish(store().delete(locator));
    }

    @Test
    void aStampFindsItsOwnCopyAndNoOther() {
        Locator planned = planned("key");
        Locator another = planned("key");
        Locator sameVersionNextAttempt = minted("key", new Stamp(1, planned.stamp().version(), 2));
        Locator sameVersionOlderLedger = minted("key", new Stamp(0, planned.stamp().version(), 1));
        put("key", random(5));

        Stored stored = await(store().put(planned, METADATA, chunks.body(random(10), 10)));

        assertThat(stampedAt(planned)).containsExactly(stored.locator());
        assertThat(stampedAt(another)).isEmpty();
        assertThat(stampedAt(sameVersionNextAttempt)).isEmpty();
        assertThat(stampedAt(sameVersionOlderLedger)).isEmpty();
    }

    @Test
    void aStampIsLookedForUnderItsKeyOnly() {
        Locator planned = planned("a/key");
        await(store().put(planned, METADATA, chunks.body(random(10), 10)));

        assertThat(stampedAt(minted("a/key2", planned.stamp()))).isEmpty();
        assertThat(stampedAt(minted("a/key/", planned.stamp()))).isEmpty();
        assertThat(stampedAt(minted("a", planned.stamp()))).isEmpty();
    }

    @Test
    void aBodyThatFailsLeavesNothingAndItsOwnErrorComesBack() {
        Locator planned = planned("failing");
        IllegalStateException broken = new IllegalStateException("the client hung up");
        Flux<ByteBuf> failing = chunks.of(random(200_000), 50_000).concatWith(Mono.error(broken));

        assertThatThrownBy(() -> await(store().put(planned, METADATA, chunks.announcing(400_000, failing))))
                .isSameAs(broken);
        assertNothingLandedAt(planned);
    }

    @Test
    void aBodyThatFailsAfterItsLastByteLeavesNothing() {
        Locator planned = planned("failing");
        IllegalStateException bad = new IllegalStateException("the digest does not match");
        Flux<ByteBuf> failing = chunks.of(random(200_000), 50_000).concatWith(Mono.error(bad));

        assertThatThrownBy(() -> await(store().put(planned, METADATA, chunks.announcing(200_000, failing))))
                .isSameAs(bad);
        assertNothingLandedAt(planned);
    }

    @Test
    void anEmptyBodyThatFailsLeavesNothing() {
        Locator planned = planned("failing");
        IllegalStateException bad = new IllegalStateException("the signature does not match");

        assertThatThrownBy(() -> await(store().put(planned, METADATA, chunks.announcing(0, Flux.error(bad)))))
                .isSameAs(bad);
        assertNothingLandedAt(planned);
    }

    @Test
    void aBodyThatIsTooShortLeavesNothing() {
        Locator planned = planned("short");
        Body body = chunks.announcing(100_001, chunks.of(random(100_000), 30_000));

        assertThatThrownBy(() -> await(store().put(planned, METADATA, body))).isInstanceOf(StoreFailure.class);
        assertNothingLandedAt(planned);
    }

    @Test
    void aBodyThatIsTooLongLeavesNothing() {
        Locator planned = planned("long");
        Body body = chunks.announcing(99_999, chunks.of(random(100_000), 30_000));

        assertThatThrownBy(() -> await(store().put(planned, METADATA, body))).isInstanceOf(StoreFailure.class);
        assertNothingLandedAt(planned);
    }

    @Test
    void aPutThatIsCancelledBeforeItsLastByteLeavesNothing() {
        Locator planned = planned("cancelled");
        Flux<ByteBuf> unending = chunks.of(random(200_000), 50_000).concatWith(Mono.never());

        Mono<Stored> put = store().put(planned, METADATA, chunks.announcing(400_000, unending));
        // The answer cannot come; what is waited for is that all the chunks that there are have been taken.
        Mono<Void> taken = Flux.interval(Duration.ofMillis(5)).filter(_ -> chunks.emitted() == 4).next().then();
        finish(Mono.firstWithSignal(put.then(), taken));

        chunks.assertAllReleased();
        assertNothingLandedAt(planned);
    }

    @Test
    void aPutThatIsCancelledAtAnyMomentLeavesAWholeCopyOrNone() {
        Random random = Seed.fresh().random();
        byte[] bytes = random(150_000);
        for (int i = 0; i < 40; i++) {
            Locator planned = planned("cancelled-" + i);
            Mono<Stored> put = store().put(planned, METADATA, chunks.body(bytes, random));

            finish(Mono.firstWithSignal(put.then(), Mono.delay(Duration.ofNanos(random.nextInt(3_000_000))).then()));

            chunks.assertAllReleased();
            assertThat(stampedAt(planned)).hasSizeLessThanOrEqualTo(1)
                    .allSatisfy(locator -> assertThat(keepsBrokenUploads() ? bytes : read(locator)).isEqualTo(bytes));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.s3gateway.backend.OddKeys#all")
    void everyLegalKeyIsAKeyOfItsOwn(String key) {
        if (impossibleKeys().contains(key)) {
            return;
        }
        byte[] bytes = random(100);

        Stored stored = put(key, bytes);

        assertThat(read(stored.locator())).isEqualTo(bytes);
        assertThat(stampedAt(stored.locator())).containsExactly(stored.locator());
        finish(store().delete(stored.locator()));
        assertThat(stampedAt(stored.locator())).isEmpty();
    }

    @Test
    void allOddKeysLieSideBySideAndGoOneByOne() {
        List<String> keys = OddKeys.all().filter(key -> !impossibleKeys().contains(key)).toList();
        List<Locator> locators = keys.stream()
                .map(key -> put(key, key.getBytes(StandardCharsets.UTF_8)).locator())
                .toList();

        for (int i = 0; i < keys.size(); i++) {
            assertThat(read(locators.get(i))).isEqualTo(keys.get(i).getBytes(StandardCharsets.UTF_8));
            finish(store().delete(locators.get(i)));
        }
        finish(store().deleteBucket(bucket));
    }

    @Test
    void aBucketIsMadeTwiceWithoutHarm() {
        Locator locator = put("key", random(10)).locator();

        assertThat(layout(await(store().createBucket(bucket)).layout())).isEqualTo(layout);

        assertThat(read(locator)).hasSize(10);
    }

    @Test
    void aBucketThatHoldsACopyIsNotRemoved() {
        Locator locator = put("deep/down/key", random(10)).locator();

        assertThatThrownBy(() -> finish(store().deleteBucket(bucket)))
                .isInstanceOfSatisfying(StoreFailure.Rejected.class,
                        rejected -> assertThat(rejected.code).isEqualTo("BucketNotEmpty"));

        assertThat(read(locator)).hasSize(10);
    }

    @Test
    void anEmptiedBucketIsRemovedAndMayBeRemovedAgain() {
        Locator locator = put("deep/down/key", random(10)).locator();
        finish(store().delete(locator));

        finish(store().deleteBucket(bucket));
        finish(store().deleteBucket(bucket));

        assertThatThrownBy(() -> put("key", random(1))).isInstanceOf(StoreFailure.NotFound.class);
    }

    @Test
    void aZoneThatIsWellAnswersAPing() {
        finish(store().ping());
    }

    @Test
    void aReaderIsSentNoMoreThanItAskedFor() {
        Locator locator = put("slow reader", random(3_000_000)).locator();
        Found found = await(store().get(locator, Optional.empty()));
        AtomicInteger received = new AtomicInteger();
        BaseSubscriber<ByteBuf> reader = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                request(1);
            }

            @Override
            protected void hookOnNext(ByteBuf chunk) {
                chunk.release();
                received.incrementAndGet();
            }
        };

        found.body().chunks().subscribe(reader);
        await(Flux.interval(Duration.ofMillis(5)).filter(_ -> received.get() > 0).next());
        await(Mono.delay(Duration.ofMillis(50)));

        assertThat(received).hasValue(1);
        reader.cancel();
    }

    @Test
    void aReaderMayLeaveInTheMiddle() {
        Locator locator = put("left", random(3_000_000)).locator();
        Found found = await(store().get(locator, Optional.empty()));

        long read = await(found.body().chunks().take(2).map(ObjectStoreContract::consumed).reduce(0L, Long::sum));

        assertThat(read).isPositive().isLessThan(3_000_000);
        assertThat(read(locator)).hasSize(3_000_000);
    }

    @Test
    void aBodyIsReadOnce() {
        Locator locator = put("once", random(300_000)).locator();
        Found found = await(store().get(locator, Optional.empty()));
        if (found.body() instanceof Body.Buffered) {
            return;
        }
        assertThat(await(Drained.of(found.body(), 1 << 20))).hasSize(300_000);

        assertThatThrownBy(() -> await(Drained.of(found.body(), 1 << 20))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void manyWritersOfOneKeyAllKeepTheirOwnVersion() {
        byte[] bytes = random(20_000);
        List<Locator> planned = Stream.generate(() -> planned("contended/key")).limit(24).toList();

        List<Stored> stored = await(Flux.fromIterable(planned)
                .flatMap(one -> store().put(one, METADATA, chunks.body(bytes, 7000)), 8)
                .collectList());

        assertThat(stored).extracting(one -> one.locator().stamp())
                .containsExactlyInAnyOrderElementsOf(planned.stream().map(Locator::stamp).toList());
        assertThat(stored).allSatisfy(one -> assertThat(read(one.locator())).isEqualTo(bytes));
    }

    @Test
    void writersAndRemoversInOneDirectoryDoNotDisturbEachOther() {
        Flux<Stored> churn = Flux.range(0, 60)
                .flatMap(i -> churned("churn/" + i % 3 + "/key").retryWhen(Retry.max(9).filter(this::isKnownFlaw)), 6);

        assertThat(await(churn.collectList())).hasSize(60);
        finish(store().deleteBucket(bucket));
    }

    private Mono<Stored> churned(String key) {
        return Mono.defer(() -> store().put(planned(key), METADATA, chunks.body(random(50), 20)))
                .flatMap(stored -> store().delete(stored.locator()).thenReturn(stored));
    }

    @Test
    void aCopyInPartsIsTheListedPartsInOrder() {
        Locator planned = planned("photos/parts");
        byte[] first = random(5 << 20);
        byte[] last = random(1234);
        ZoneUpload upload = open(planned);

        StoredPart second = part(upload, 2, last);
        StoredPart one = part(upload, 1, first);
        assertThat(stampedAt(planned)).isEmpty();
        Stored stored = await(store().completeUpload(upload, List.of(one.part(), second.part())));

        assertThat(stored.size()).isEqualTo(first.length + last.length);
        assertThat(read(stored.locator())).isEqualTo(DigestKind.joined(List.of(first, last)));
        assertThat(stored.locator().isProvisional() && layout == Layout.NATURAL).isFalse();
        assertThat(stampedAt(planned)).containsExactly(stored.locator());
        switch (stored.digest()) {
            case ZoneDigest.Md5 md5 -> assertThat(md5).isEqualTo(DigestKind.MD5.ofParts(List.of(first, last)));
            case ZoneDigest.Crc32c crc -> assertThat(crc).isEqualTo(DigestKind.CRC32C.ofParts(List.of(first, last)));
            case ZoneDigest.CheckedOurs _,ZoneDigest.NotAsked _,ZoneDigest.None _ ->
                assertThat(stored.size()).isPositive();
        }
    }

    @Test
    void aPartSpeaksOfItsOwnBytes() {
        byte[] bytes = random(70_000);
        ZoneUpload upload = open(planned("key"));

        StoredPart part = part(upload, 7, bytes);

        assertThat(part.size()).isEqualTo(bytes.length);
        assertThat(part.part().number()).isEqualTo(7);
        assertThat(part.part().tag()).isNotEmpty();
        assertSpeaksOf(bytes, part.digest());
        finish(store().abortUpload(upload));
    }

    @Test
    void theLastPartOfANumberCountsAndABodyThatFailsIsNone() {
        ZoneUpload upload = open(planned("key"));
        part(upload, 1, random(100));
        StoredPart again = part(upload, 1, "again".getBytes(StandardCharsets.UTF_8));
        Flux<ByteBuf> failing = chunks.of(random(200_000), 50_000).concatWith(Mono.error(new IllegalStateException()));
        assertThatThrownBy(() -> await(store().uploadPart(upload, 1, chunks.announcing(400_000, failing))))
                .isInstanceOf(IllegalStateException.class);

        assertThat(await(store().parts(upload).collectList())).extracting(PartTag::number).containsExactly(1);
        Stored stored = await(store().completeUpload(upload, List.of(again.part())));

        assertThat(read(stored.locator())).asString().isEqualTo("again");
    }

    @Test
    void onePartOfNothingIsAnEmptyCopy() {
        ZoneUpload upload = open(planned("key"));

        Stored stored = await(store().completeUpload(upload, List.of(part(upload, 1, new byte[0]).part())));

        assertThat(stored.size()).isZero();
        assertThat(read(stored.locator())).isEmpty();
    }

    @Test
    void anUploadThatEndedIsNotFound() {
        ZoneUpload aborted = open(planned("aborted"));
        part(aborted, 1, random(10));
        finish(store().abortUpload(aborted));
        finish(store().abortUpload(aborted));
        ZoneUpload completed = open(planned("completed"));
        List<PartTag> parts = List.of(part(completed, 1, random(10)).part());
        Stored stored = await(store().completeUpload(completed, parts));

        if (knowsWhichUploadsAreOpen()) {
            assertThatThrownBy(() -> part(aborted, 1, random(10))).isInstanceOf(StoreFailure.NotFound.class);
            assertThatThrownBy(() -> await(store().parts(aborted).collectList()))
                    .isInstanceOf(StoreFailure.NotFound.class);
        }
        assertThatThrownBy(() -> await(store().completeUpload(aborted, parts)))
                .isInstanceOf(StoreFailure.class);
        assertThat(stampedAt(aborted.planned())).isEmpty();
        assertThat(stampedAt(completed.planned())).containsExactly(stored.locator());
        assertThat(read(stored.locator())).hasSize(10);
    }

    @Test
    void anUploadIsFoundByWhereItsCopyWillLieUntilItEnds() {
        Locator planned = planned("photos/lost upload");
        ZoneUpload other = open(planned("photos/lost upload of another"));
        assertThat(openAt(planned)).isEmpty();
        Instant before = await(store().clock()).minusSeconds(2);
        ZoneUpload upload = open(planned);
        part(upload, 1, random(10));

        assertThat(openAt(planned)).extracting(OpenUpload::upload).containsExactly(upload);
        assertThat(openAt(planned).getFirst().begunAt()).isBetween(before, await(store().clock()).plusSeconds(2));
        finish(store().abortUpload(openAt(planned).getFirst().upload()));

        assertThat(openAt(planned)).isEmpty();
        assertThat(openAt(other.planned())).extracting(OpenUpload::upload).containsExactly(other);
        finish(store().abortUpload(other));
    }

    @Test
    void whereThereIsNoBucketNoUploadIsOpen() {
        Locator nowhere = new Locator(planned("key").zone(), bucket + "-none", "key", Optional.empty(),
                planned("key").stamp());

        assertThat(openAt(nowhere)).isEmpty();
    }

    private List<OpenUpload> openAt(Locator planned) {
        return await(store().uploadsAt(planned).collectList());
    }

    @Test
    void aPartThatIsNotThereIsRefused() {
        ZoneUpload upload = open(planned("key"));
        StoredPart part = part(upload, 1, random(10));
        PartTag other = new PartTag(2, part.part().tag());

        assertThatThrownBy(() -> await(store().completeUpload(upload, List.of(other))))
                .isInstanceOf(StoreFailure.Rejected.class);

        assertThat(stampedAt(upload.planned())).isEmpty();
        finish(store().abortUpload(upload));
    }

    @Test
    void aCopyWithinTheZoneIsTheSameBytesUnderItsOwnStamp() {
        byte[] bytes = random(300_000);
        Stored source = put("photos/a cat+dog & \u00e4?.jpg", bytes);
        Locator planned = planned("copies/cat.jpg");

        Stored copy = await(store().copy(planned, Metadata.ofType("image/png"), source.locator()));

        assertThat(copy.size()).isEqualTo(bytes.length);
        assertThat(read(copy.locator())).isEqualTo(bytes);
        assertThat(copy.locator().stamp()).isEqualTo(planned.stamp());
        assertThat(copy.locator().isProvisional() && layout == Layout.NATURAL).isFalse();
        assertThat(stampedAt(planned)).containsExactly(copy.locator());
        assertThat(stampedAt(source.locator())).containsExactly(source.locator());
        assertSpeaksOf(bytes, copy.digest());
    }

    @Test
    void aCopyWithinTheZoneIsOfTheVersionThatIsNamedAndOutlivesIt() {
        Stored source = put("key", "one".getBytes(StandardCharsets.UTF_8));
        put("key", "other".getBytes(StandardCharsets.UTF_8));

        Stored copy = await(store().copy(planned("key"), METADATA, source.locator()));
        finish(store().delete(source.locator()));

        assertThat(read(copy.locator())).asString().isEqualTo("one");
    }

    @Test
    void aCopyOfNothingIsNotFoundAndAnEmptyOneIsEmpty() {
        Locator gone = put("gone", random(10)).locator();
        finish(store().delete(gone));
        Locator planned = planned("copy of gone");
        Locator empty = put("empty", new byte[0]).locator();

        assertThatThrownBy(() -> await(store().copy(planned, METADATA, gone)))
                .isInstanceOf(StoreFailure.NotFound.class);

        assertThat(stampedAt(planned)).isEmpty();
        assertThat(read(await(store().copy(planned("copy of empty"), METADATA, empty)).locator())).isEmpty();
    }

    @Test
    void aCopyGoesIntoAnotherBucketOfTheZone() {
        byte[] bytes = random(1000);
        Locator source = put("key", bytes).locator();
        String other = bucket + "-2";
        await(store().createBucket(other));

        Stored copy = await(store().copy(in(other, "key"), METADATA, source));

        assertThat(copy.locator().bucket()).isEqualTo(other);
        assertThat(read(copy.locator())).isEqualTo(bytes);
    }

    @Test
    void aPartMayBeBytesThatTheZoneHas() {
        byte[] bytes = random((5 << 20) + 100_000);
        byte[] last = random(1234);
        Locator large = put("large", bytes).locator();
        Locator small = put("small", last).locator();
        int end = (5 << 20) + 76;
        ZoneUpload upload = open(planned("photos/parts"));

        StoredPart first = copyPart(upload, 1, large, bytes.length, new ByteRange.Resolved(77, end));
        StoredPart second = copyPart(upload, 2, small, last.length, new ByteRange.Resolved(0, last.length - 1));
        Stored stored = await(store().completeUpload(upload, List.of(first.part(), second.part())));

        byte[] part = slice(bytes, 77, end);
        assertThat(first.size()).isEqualTo(part.length);
        assertSpeaksOf(part, first.digest());
        assertSpeaksOf(last, second.digest());
        assertThat(read(stored.locator())).isEqualTo(DigestKind.joined(List.of(part, last)));
    }

    @Test
    void aPartOfACopyThatIsGoneIsNotFound() {
        Locator gone = put("gone", random(10)).locator();
        finish(store().delete(gone));
        ZoneUpload upload = open(planned("key"));

        assertThatThrownBy(() -> copyPart(upload, 1, gone, 10, new ByteRange.Resolved(0, 9)))
                .isInstanceOf(StoreFailure.NotFound.class);

        finish(store().abortUpload(upload));
    }

    @CanIgnoreReturnValue
    private StoredPart copyPart(ZoneUpload upload, int number, Locator source, long size, ByteRange.Resolved bytes) {
        return await(store().copyPart(upload, number, new Excerpt(source, size, bytes)));
    }

    private static void assertSpeaksOf(byte[] bytes, ZoneDigest digest) {
        switch (digest) {
            case ZoneDigest.Md5 md5 -> assertThat(md5).isEqualTo(DigestKind.MD5.of(bytes));
            case ZoneDigest.Crc32c crc -> assertThat(crc).isEqualTo(DigestKind.CRC32C.of(bytes));
            case ZoneDigest.CheckedOurs _,ZoneDigest.NotAsked _,ZoneDigest.None _ -> assertThat(digest).isNotNull();
        }
    }

    @CanIgnoreReturnValue
    protected final StoredPart part(ZoneUpload upload, int number, byte[] bytes) {
        return await(store().uploadPart(upload, number, chunks.body(bytes, 64 << 10)));
    }

    protected final ZoneUpload open(Locator planned) {
        return await(store().createUpload(planned, METADATA));
    }

    /** Where the writer would put this key, under a stamp that nobody else has. */
    protected final Locator planned(String key) {
        return minted(key, new Stamp(1, new VersionId(UUID.randomUUID()), 1));
    }

    @CanIgnoreReturnValue
    protected final Stored put(String key, byte[] bytes) {
        return await(store().put(planned(key), METADATA, chunks.body(bytes, 64 << 10)));
    }

    protected final byte[] read(Locator locator) {
        return await(store().get(locator, Optional.empty())
                .flatMap(found -> Drained.of(found.body(), Math.toIntExact(found.size()))));
    }

    @CanIgnoreReturnValue
    protected static <T> T await(Mono<T> mono) {
        return mono.blockOptional(PATIENCE).orElseThrow();
    }

    protected static void finish(Mono<?> work) {
        work.then().block(PATIENCE);
    }

    protected static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private Locator in(String otherBucket, String key) {
        Locator here = planned(key);
        return new Locator(here.zone(), otherBucket, here.key(), here.zoneVersion(), here.stamp());
    }

    private Locator minted(String key, Stamp stamp) {
        return new Locator(zone(), bucket, layout == Layout.NATURAL ? key : sealed(key, stamp), Optional.empty(),
                stamp);
    }

    private static String sealed(String key, Stamp stamp) {
        String name = key + "!" + stamp.version() + "." + stamp.attempt();
        return name.getBytes(StandardCharsets.UTF_8).length <= 1024
                ? name
                : ".s3gateway/" + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    private void assertNothingLandedAt(Locator planned) {
        assertThat(keepsBrokenUploads() ? List.of() : stampedAt(planned)).isEmpty();
    }

    private List<Locator> stampedAt(Locator locator) {
        return await(store().stampedAt(locator).collectList());
    }

    private long sizeOf(Locator locator) {
        return await(store().size(locator));
    }

    private byte[] readRange(Locator locator, long first, long last) {
        return await(store().get(locator, Optional.of(new ByteRange.Resolved(first, last)))
                .flatMap(found -> Drained.of(found.body(), Math.toIntExact(last - first + 1))));
    }

    private static byte[] slice(byte[] bytes, int first, int last) {
        return Arrays.copyOfRange(bytes, first, last + 1);
    }

    private static long consumed(ByteBuf chunk) {
        try {
            return chunk.readableBytes();
        } finally {
            chunk.release();
        }
    }
}
