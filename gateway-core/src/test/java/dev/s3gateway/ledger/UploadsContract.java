package dev.s3gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.Uploads.Beginning;
import dev.s3gateway.ledger.Uploads.Claiming;
import dev.s3gateway.ledger.Uploads.Recording;
import dev.s3gateway.object.Checksum;
import dev.s3gateway.object.ChecksumAlgorithm;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ETag;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.ObjectKey;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.object.UploadChecksum;
import dev.s3gateway.object.VersionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

/** What every {@link Uploads} must do. */
@Timeout(60)
public abstract class UploadsContract {

    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration DAY = Duration.ofDays(1);
    private static final ETag WHOLE = new ETag("0123456789abcdef0123456789abcdef-2");

    private final LedgerTable.World world;
    private final LedgerTable table;

    protected UploadsContract(LedgerTable.World world) {
        this.world = world;
        this.table = new LedgerTable(world);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void anUploadIsFoundAsItWasBegunUntilItIsForgotten() {
        Upload upload = begun("photos/cat.jpg", "oslo", "bergen");

        Upload found = find(upload).orElseThrow();

        assertThat(found.object()).isEqualTo(upload.object());
        assertThat(found.owner()).isEqualTo("alice");
        assertThat(found.metadata()).isEqualTo(upload.metadata());
        assertThat(found.checksum()).isEqualTo(upload.checksum());
        assertThat(found.state()).isEqualTo(Upload.State.OPEN);
        assertThat(found.lanes()).extracting(UploadLane::zoneUpload)
                .containsExactly(Optional.of("at-oslo"), Optional.of("at-bergen"));
        assertThat(get(uploads().ofVersion(upload.version()))).isEqualTo(found);
        assertThat(table.ledger().uploads().find(new UploadId(UUID.randomUUID())).blockOptional()).isEmpty();
    }

    @Test
    void aLaneWhoseZoneDidNotAnswerIsDropped() {
        Upload upload = upload("k", "oslo", "bergen");
        get(uploads().begin(upload, 10));

        get(uploads().opened(upload.id(), Map.of(zone("oslo"), "u1")));

        assertThat(find(upload).orElseThrow().lanes()).extracting(UploadLane::dropped).containsExactly(false, true);
    }

    @Test
    void nobodyMayHaveTooManyOpenUploadsAndADeletedBucketHasNone() {
        get(uploads().begin(upload("one"), 2));
        get(uploads().begin(upload("two"), 2));

        assertThat(get(uploads().begin(upload("three"), 2))).isEqualTo(Beginning.TOO_MANY);
        Upload elsewhere = upload("k");
        Upload nowhere = new Upload(elsewhere.id(), new BucketId(UUID.randomUUID()), elsewhere.object(), "bob",
                elsewhere.version(), elsewhere.metadata(), elsewhere.checksum(), elsewhere.state(),
                elsewhere.initiatedAt(), elsewhere.lanes(), Optional.empty());
        assertThat(get(uploads().begin(nowhere, 2))).isEqualTo(Beginning.BUCKET_GONE);
    }

    @Test
    void theLastTryOfAPartCountsAndPartsComeInOrder() {
        Upload upload = begun("k", "oslo");
        record(upload, part(2, "b", "oslo"));
        record(upload, part(1, "a", "oslo"));
        record(upload, part(2, "c", "oslo"));

        List<UploadedPart> parts = get(uploads().parts(upload.id(), 0, 10));

        assertThat(parts).extracting(UploadedPart::number).containsExactly(1, 2);
        assertThat(parts.getLast().etag().value()).startsWith("c");
        assertThat(parts.getLast().tags()).containsEntry(zone("oslo"), "c-oslo");
        assertThat(parts.getLast().checksum()).isEqualTo(part(2, "c").checksum());
        assertThat(get(uploads().parts(upload.id(), 1, 10))).extracting(UploadedPart::number).containsExactly(2);
        assertThat(get(uploads().parts(upload.id(), 0, 1))).extracting(UploadedPart::number).containsExactly(1);
    }

    @Test
    void aZoneWithoutAPartIsDroppedWhileEnoughOthersRemain() {
        Upload upload = begun("k", "oslo", "bergen");

        assertThat(get(uploads().record(upload.id(), part(1, "a", "oslo"), 1))).isEqualTo(Recording.RECORDED);
        assertThat(get(uploads().record(upload.id(), part(2, "b", "bergen"), 1))).isEqualTo(Recording.TOO_FEW);

        assertThat(find(upload).orElseThrow().lanes()).extracting(UploadLane::dropped).containsExactly(false, true);
        assertThat(get(uploads().parts(upload.id(), 0, 10))).hasSize(1);
    }

    @Test
    void onceTheListIsSettledNoPartIsRecorded() {
        Upload upload = begun("k", "oslo");
        record(upload, part(1, "a", "oslo"));

        claimed(upload);

        assertThat(get(uploads().record(upload.id(), part(1, "b", "oslo"), 1))).isEqualTo(Recording.NOT_OPEN);
    }

    @Test
    void theSameWishFindsTheUploadBusyAndAnotherFindsNone() {
        Upload upload = begun("k", "oslo");
        claimed(upload);

        assertThat(get(uploads().claim(upload.id(), completion(WHOLE)))).isInstanceOf(Claiming.Busy.class);
        assertThat(get(uploads().claim(upload.id(), completion(new ETag("other-2")))))
                .isInstanceOf(Claiming.None.class);
    }

    @Test
    void aReleasedClaimMayBeTakenAgainAndAReopenedUploadTakesParts() {
        Upload upload = begun("k", "oslo");
        UploadClaim first = claimed(upload).claim();
        finish(uploads().release(first, false));
        Claiming.Claimed second = claimed(upload);

        assertThat(second.claim().epoch()).isGreaterThan(first.epoch());
        finish(uploads().release(first, true));
        assertThat(find(upload).orElseThrow().state()).isEqualTo(Upload.State.COMPLETING);
        finish(uploads().release(second.claim(), true));
        record(upload, part(1, "a", "oslo"));
    }

    @Test
    void aCommitEndsTheUploadAndTheSameWishGetsTheSameAnswer() {
        Upload upload = begun("k", "oslo", "bergen");
        Claiming.Claimed claimed = claimed(upload);

        CommitResult result = commit(claimed, Conditions.NONE);

        Version version = ((CommitResult.Committed) result).version();
        assertThat(version.content()).isEqualTo(completion(WHOLE).content());
        assertThat(table.current("k")).contains(version);
        assertThat(find(upload).orElseThrow().state()).isEqualTo(Upload.State.COMPLETED);
        assertThat(get(uploads().claim(upload.id(), completion(WHOLE))))
                .isEqualTo(new Claiming.Completed(completion(WHOLE)));
        assertThat(get(uploads().claim(upload.id(), completion(new ETag("other-2")))))
                .isInstanceOf(Claiming.None.class);
        assertThat(get(uploads().abort(upload.id()))).isFalse();
        assertThat(table.claim(Task.Kind.ABORT_UPLOAD)).extracting(Task::zone).containsExactly(zone("bergen"));
    }

    @Test
    void aLaneThatRunsAtTheCommitArrivesAndNothingIsLeftToDo() {
        Upload upload = begun("k", "oslo", "bergen");
        Version version = ((CommitResult.Committed) get(table.ledger()
                .versions()
                .commit(running(claimed(upload))))).version();
        assertThat(version.copies()).extracting(Copy::state)
                .containsExactly(Copy.State.COMPLETE, Copy.State.WRITING);

        assertThat(get(table.ledger().versions().arrived(upload.version(), planned(upload, 1)))).isTrue();

        assertThat(table.current("k").orElseThrow().completeCopies()).hasSize(2);
        assertThat(get(table.ledger().tasks().waiting())).isEmpty();
    }

    @Test
    void anUploadIsGivenUpInAZoneWhoseLaneRanAtTheCommitOnceThatStrays() {
        Upload upload = begun("k", "oslo", "bergen");
        get(table.ledger().versions().commit(running(claimed(upload))));
        assertThat(table.claim(Task.Kind.ABORT_UPLOAD)).isEmpty();

        finish(table.ledger().versions().strayed(upload.version(), planned(upload, 1)));

        assertThat(table.claim(Task.Kind.ABORT_UPLOAD)).extracting(Task::zone).containsExactly(zone("bergen"));
        assertThat(table.claim(Task.Kind.COPY)).extracting(Task::zone).containsExactly(zone("bergen"));
        assertThat(table.claim(Task.Kind.PURGE)).extracting(Task::locator)
                .containsExactly(Optional.of(planned(upload, 1)));
    }

    @Test
    void anUploadOfALaneThatNobodyToldOfIsGivenUpAfterTheHorizon() {
        Upload upload = begun("k", "oslo", "bergen");
        get(table.ledger().versions().commit(running(claimed(upload))));

        table.pass(DAY.plusHours(1));

        assertThat(get(table.another().tasks().claim(Task.Kind.ABORT_UPLOAD, LedgerTable.ZONES, 10, DAY)))
                .extracting(Task::zone)
                .containsExactly(zone("bergen"));
    }

    @Test
    void aCommitOfALostClaimChangesNothing() {
        Upload upload = begun("k", "oslo");
        Claiming.Claimed lost = claimed(upload);
        finish(uploads().release(lost.claim(), false));
        Claiming.Claimed held = claimed(upload);

        assertThat(commit(lost, Conditions.NONE)).isInstanceOf(CommitResult.LeaseLost.class);
        assertThat(table.current("k")).isEmpty();
        assertThat(commit(held, Conditions.NONE)).isInstanceOf(CommitResult.Committed.class);
        assertThat(commit(held, Conditions.NONE)).isInstanceOf(CommitResult.LeaseLost.class);
        assertThat(table.current("k").orElseThrow().sequence()).isEqualTo(1);
    }

    @Test
    void aCommitThatIsRefusedEndsTheUploadAndItsBytesGo() {
        table.committed(table.write("k").to("oslo"));
        Upload upload = begun("k", "oslo");

        CommitResult result = commit(claimed(upload),
                new Conditions(List.of(), List.of(Conditions.ANY), Optional.empty(), Optional.empty()));

        assertThat(result).isInstanceOf(CommitResult.ConditionFailed.class);
        assertThat(find(upload).orElseThrow().state()).isEqualTo(Upload.State.ABORTED);
        assertThat(table.claim(Task.Kind.PURGE)).extracting(Task::locator)
                .contains(Optional.of(upload.lanes().getFirst().planned()));
    }

    @Test
    void anAbortedUploadIsOverForCommitsToo() {
        Upload upload = begun("k", "oslo", "bergen");
        Claiming.Claimed claimed = claimed(upload);

        assertThat(get(uploads().abort(upload.id()))).isTrue();

        assertThat(get(uploads().abort(upload.id()))).isFalse();
        assertThat(commit(claimed, Conditions.NONE)).isInstanceOf(CommitResult.LeaseLost.class);
        assertThat(table.current("k")).isEmpty();
        assertThat(table.claim(Task.Kind.ABORT_UPLOAD)).hasSize(2);
        assertThat(table.claim(Task.Kind.PURGE)).hasSize(2);
    }

    @Test
    void whatADeadProcessWasCompletingIsTakenOver() {
        Upload upload = begun("k", "oslo");
        claimed(upload);
        assertThat(get(uploads().claimOrphans(10))).isEmpty();
        table.pass(Duration.ofSeconds(31));
        Ledger successor = table.another();

        List<Claiming.Claimed> orphans = get(successor.uploads().claimOrphans(10));

        assertThat(orphans).hasSize(1);
        assertThat(orphans.getFirst().upload().completion()).contains(completion(WHOLE));
        assertThat(get(successor.uploads().claimOrphans(10))).isEmpty();
        assertThat(Objects.requireNonNull(
                successor.versions().commit(commitOf(orphans.getFirst(), Conditions.NONE)).block()))
                .isInstanceOf(CommitResult.Committed.class);
    }

    @Test
    void anUploadIsAsOldAsTheLedgersClockSays() {
        Upload upload = begun("k", "oslo");
        table.pass(Duration.ofMinutes(5));

        assertThat(get(table.another().uploads().age(upload.id()))).isBetween(Duration.ofMinutes(5),
                Duration.ofMinutes(6));
        assertThat(table.another().uploads().age(new UploadId(UUID.randomUUID())).blockOptional()).isEmpty();
    }

    @Test
    void aZoneThatNeverAnsweredIsAskedAgainAfterTheHorizonWhatItHasOpen() {
        Upload upload = upload("k", "oslo", "bergen");
        get(uploads().begin(upload, 10));
        get(uploads().opened(upload.id(), Map.of(zone("oslo"), "u1")));

        get(uploads().abort(upload.id()));

        assertThat(table.claim(Task.Kind.ABORT_UPLOAD)).hasSize(2);
        table.pass(DAY.plusHours(1));
        Tasks later = table.another().tasks();
        assertThat(get(later.claim(Task.Kind.ABORT_UPLOAD, Set.of(zone("bergen")), 10, DAY))).hasSize(2);
        assertThat(get(later.claim(Task.Kind.ABORT_UPLOAD, Set.of(zone("oslo")), 10, DAY))).hasSize(1);
    }

    @Test
    void whatACopyBorrowsIsGivenUpWithTheCopy() {
        VersionId version = new VersionId(UUID.randomUUID());
        Locator planned = LedgerTable.locator(version, "oslo", 3);
        Intent intent = new Intent(version, table.bucket().id(), new ObjectRef(table.bucket().name(),
                new ObjectKey("k")), List.of(planned));
        finish(table.ledger().versions().begin(intent));
        finish(uploads().borrowed(table.bucket().id(), planned, Optional.of("u7")));
        assertThat(table.claim(Task.Kind.ABORT_UPLOAD)).isEmpty();
        assertThat(get(uploads().borrowedAt(planned))).containsExactly(Optional.of("u7"));
        assertThat(get(uploads().borrowedAt(LedgerTable.locator(version, "bergen", 3)))).isEmpty();

        finish(table.ledger().versions().abandon(intent));

        assertThat(table.claim(Task.Kind.ABORT_UPLOAD)).singleElement()
                .satisfies(task -> assertThat(task.locator()).contains(planned.withZoneVersion("u7")));
    }

    @Test
    void whatACopyBeginsHasNoNameUntilItsZoneHasGivenOne() {
        Locator planned = LedgerTable.locator(new VersionId(UUID.randomUUID()), "oslo", 3);
        Locator another = new Locator(planned.zone(), planned.bucket(), planned.key(), Optional.empty(),
                new Stamp(1, new VersionId(UUID.randomUUID()), 3));
        finish(uploads().borrowed(table.bucket().id(), planned, Optional.empty()));
        assertThat(get(uploads().borrowedAt(another))).containsExactly(Optional.empty());
        assertThat(get(uploads().borrowedAt(planned))).isEmpty();
        assertThat(get(uploads().borrowedFor(planned))).isLessThan(Duration.ofMinutes(1));

        finish(uploads().borrowed(table.bucket().id(), planned, Optional.of("u7")));

        assertThat(get(uploads().borrowedAt(another))).containsExactly(Optional.of("u7"));
        assertThat(uploads().borrowedFor(planned).blockOptional()).isEmpty();
    }

    @Test
    void whatACopyBeganAndGaveUpIsNotBeingBegunAnyMore() {
        VersionId version = new VersionId(UUID.randomUUID());
        Locator planned = LedgerTable.locator(version, "oslo", 3);
        Intent intent = new Intent(version, table.bucket().id(), new ObjectRef(table.bucket().name(),
                new ObjectKey("k")), List.of(planned));
        finish(table.ledger().versions().begin(intent));
        finish(uploads().borrowed(table.bucket().id(), planned, Optional.empty()));

        finish(table.ledger().versions().abandon(intent));

        Task task = table.claim(Task.Kind.ABORT_UPLOAD).getFirst();
        assertThat(get(table.ledger().tasks().retry(task, DAY, "not now").thenReturn(true))).isTrue();
        Locator another = new Locator(planned.zone(), planned.bucket(), planned.key(), Optional.empty(),
                new Stamp(1, new VersionId(UUID.randomUUID()), 3));
        assertThat(get(uploads().borrowedAt(another))).isEmpty();
        assertThat(get(uploads().borrowedFor(planned))).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void whatADeadProcessBorrowedIsGivenUpAndWhatWasReturnedIsNot() { // F06
        Locator lost = LedgerTable.locator(new VersionId(UUID.randomUUID()), "oslo", 3);
        Locator ended = LedgerTable.locator(new VersionId(UUID.randomUUID()), "oslo", 3);
        finish(uploads().borrowed(table.bucket().id(), lost, Optional.empty()));
        finish(uploads().borrowed(table.bucket().id(), ended, Optional.empty()));
        finish(uploads().returned(ended));

        table.pass(Duration.ofSeconds(31));
        Ledger successor = table.another();
        get(successor.leases().recover());

        assertThat(get(successor.tasks().claim(Task.Kind.ABORT_UPLOAD, LedgerTable.ZONES, 10, DAY)))
                .extracting(Task::locator)
                .containsExactly(Optional.of(lost));
    }

    @Test
    void anOpenUploadKeepsItsBucket() {
        Upload upload = begun("k", "oslo");

        assertThat(get(table.ledger().buckets().delete(table.bucket().name(), LedgerTable.ORIGIN)))
                .isEqualTo(Buckets.Deletion.NOT_EMPTY);
        get(uploads().abort(upload.id()));
        assertThat(get(table.ledger().buckets().delete(table.bucket().name(), LedgerTable.ORIGIN)))
                .isEqualTo(Buckets.Deletion.DELETED);
    }

    @Test
    void pagesGoByKeyAndThenById() {
        Stream.of("b", "a", "c", "b").forEach(key -> begun(key, "oslo"));
        get(uploads().abort(begun("aborted", "oslo").id()));

        List<Upload> all = get(uploads().page(query("", "", Optional.empty(), 10)));

        assertThat(all).extracting(upload -> upload.object().key().value()).containsExactly("a", "b", "b", "c");
        UploadId firstB = all.get(1).id();
        assertThat(get(uploads().page(query("", "b", Optional.of(firstB), 10)))).isEqualTo(all.subList(2, 4));
        assertThat(get(uploads().page(query("", "b", Optional.empty(), 10)))).isEqualTo(all.subList(3, 4));
        assertThat(get(uploads().page(query("b", "", Optional.empty(), 1)))).isEqualTo(all.subList(1, 2));
    }

    @Test
    void whatIsForgottenIsSweptAndWhatEndedIsForgotten() {
        Upload stale = begun("stale", "oslo");
        assertThat(get(uploads().sweep(WEEK, DAY))).isZero();
        table.pass(WEEK.plusHours(1));
        Ledger later = table.another();

        assertThat(get(later.uploads().sweep(WEEK, DAY))).isEqualTo(1);
        assertThat(get(later.uploads().find(stale.id())).state()).isEqualTo(Upload.State.ABORTED);
        Task task = get(later.tasks().claim(Task.Kind.ABORT_UPLOAD, LedgerTable.ZONES, 10, DAY)).getFirst();
        get(later.tasks().done(task));
        table.pass(DAY.plusHours(1));
        Ledger evenLater = table.another();
        get(evenLater.uploads().sweep(WEEK, DAY));
        assertThat(evenLater.uploads().find(stale.id()).blockOptional()).isEmpty();
    }

    private Uploads uploads() {
        return table.ledger().uploads();
    }

    private Upload upload(String key, String... zones) {
        VersionId version = new VersionId(UUID.randomUUID());
        return new Upload(new UploadId(UUID.randomUUID()), table.bucket().id(),
                new ObjectRef(table.bucket().name(), new ObjectKey(key)), "alice", version, metadata(),
                Optional.of(new UploadChecksum(ChecksumAlgorithm.CRC32, false)), Upload.State.OPEN, Instant.EPOCH,
                Stream.of(zones)
                        .map(zone -> new UploadLane(LedgerTable.locator(version, zone, 1), Optional.empty(), false))
                        .toList(),
                Optional.empty());
    }

    private static Metadata metadata() {
        return new Metadata("text/plain", Map.of("cache-control", "no-cache"), Map.of("color", "a\"b\\c,{ä}"));
    }

    @CanIgnoreReturnValue
    private Upload begun(String key, String... zones) {
        Upload upload = upload(key, zones);
        assertThat(get(uploads().begin(upload, 10))).isEqualTo(Beginning.BEGUN);
        Map<ZoneCode, String> named = new java.util.HashMap<>();
        Stream.of(zones).forEach(zone -> named.put(zone(zone), "at-" + zone));
        assertThat(get(uploads().opened(upload.id(), named))).isTrue();
        return upload;
    }

    private static UploadedPart part(int number, String letter, String... zones) {
        Map<ZoneCode, String> tags = new java.util.HashMap<>();
        Stream.of(zones).forEach(zone -> tags.put(zone(zone), letter + "-" + zone));
        return new UploadedPart(number, 42, new ETag(letter.repeat(32)), -number,
                Optional.of(Checksum.of(ChecksumAlgorithm.CRC32, new byte[]{1, 2, 3, (byte) number})), tags,
                Instant.EPOCH);
    }

    private void record(Upload upload, UploadedPart part) {
        assertThat(get(uploads().record(upload.id(), part, 1))).isEqualTo(Recording.RECORDED);
    }

    private static Completion completion(ETag etag) {
        Content content = new Content(84, etag, -3, metadata(),
                List.of(new Checksum(ChecksumAlgorithm.CRC32, "AQIDBA==-2")), List.of(42L, 42L));
        return new Completion(List.of(1, 2), content, LedgerTable.ifMatch(new ETag("x")), LedgerTable.ORIGIN);
    }

    @CanIgnoreReturnValue
    private Claiming.Claimed claimed(Upload upload) {
        return (Claiming.Claimed) get(uploads().claim(upload.id(), completion(WHOLE)));
    }

    private CommitResult commit(Claiming.Claimed claimed, Conditions conditions) {
        return get(table.ledger().versions().commit(commitOf(claimed, conditions)));
    }

    private static Locator planned(Upload upload, int lane) {
        return upload.lanes().get(lane).planned();
    }

    /** Oslo has it; bergen is still at it. */
    private static Commit running(Claiming.Claimed claimed) {
        Upload upload = claimed.upload();
        return new Commit(new Intent(upload.version(), upload.bucket(), upload.object(), List.of()),
                claimed.upload().completion().orElseThrow().content(), Conditions.NONE, 2,
                List.of(planned(upload, 0).withZoneVersion("v1")), List.of(planned(upload, 1)), List.of(), List.of(),
                LedgerTable.ORIGIN, Optional.of(claimed.claim()));
    }

    /** Oslo has it; the others failed. */
    private static Commit commitOf(Claiming.Claimed claimed, Conditions conditions) {
        Upload upload = claimed.upload();
        List<Locator> planned = upload.lanes().stream().map(UploadLane::planned).toList();
        return new Commit(new Intent(upload.version(), upload.bucket(), upload.object(), List.of()),
                upload.completion().orElseThrow().content(), conditions, 1, planned.subList(0, 1), List.of(),
                planned.subList(1, planned.size()), List.of(), LedgerTable.ORIGIN, Optional.of(claimed.claim()));
    }

    private UploadQuery query(String prefix, String afterKey, Optional<UploadId> afterUpload, int limit) {
        return new UploadQuery(table.bucket().id(), prefix, afterKey, afterUpload, limit);
    }

    private Optional<Upload> find(Upload upload) {
        return uploads().find(upload.id()).blockOptional();
    }

    private static ZoneCode zone(String code) {
        return LedgerTable.zone(code);
    }

    private static void finish(Mono<?> work) {
        work.block();
    }

    @CanIgnoreReturnValue
    private static <T> T get(Mono<T> work) {
        return work.blockOptional().orElseThrow();
    }
}
