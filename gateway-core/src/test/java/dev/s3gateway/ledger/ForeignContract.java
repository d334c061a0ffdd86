package dev.s3gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.backend.Unmanaged;
import dev.s3gateway.ledger.Errand.Kind;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ETag;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.ObjectKey;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.object.VersionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

/** What a ledger must do about things that others put into zones. */
@Timeout(60)
public abstract class ForeignContract {

    private static final ETag THEIRS = new ETag("0cc175b9c0f1b6a831c399e269772661");
    private static final Instant LONG_AGO = Instant.parse("2020-02-02T02:02:02Z");

    protected final LedgerTable table;

    protected ForeignContract(LedgerTable.World world) {
        this.table = new LedgerTable(world);
    }

    /** Rows may be shared by the tests of a class. */
    @AfterEach
    void close() {
        Errands errands = table.ledger().errands();
        get(errands.latest(Kind.IMPORT, 100)).forEach(errand -> errands.cancel(errand.id()).block());
        table.close();
    }

    @Test
    void aKeyHasAHistoryFromItsFirstVersionOnAndForEver() {
        assertThat(known("k")).isFalse();

        table.committed(table.write("k").to("oslo"));
        assertThat(known("k")).isTrue();

        assertThat(table.remove("k")).isInstanceOf(RemoveResult.Removed.class);
        assertThat(known("k")).isTrue();
        assertThat(known("other")).isFalse();
    }

    @Test
    void aWriteThatWasRefusedIsNoHistory() {
        table.begin(table.write("k"));
        var refused = table.put(table.write("k").to("oslo").ifMatch(THEIRS));

        assertThat(refused).isEqualTo(new CommitResult.NothingToMatch());
        assertThat(known("k")).isFalse();
    }

    @Test
    void aDeleteOfWhatMayLieInZonesLeavesATombstone() {
        assertThat(table.remove("k")).isInstanceOf(RemoveResult.Removed.class);
        assertThat(known("k")).isFalse();

        assertThat(remove("k", Conditions.NONE, Optional.empty()))
                .isEqualTo(new RemoveResult.Removed(Optional.empty()));

        assertThat(known("k")).isTrue();
        assertThat(table.current("k")).isEmpty();
        assertThat(table.page("", "", "", 10).items()).isEmpty();
        assertThat(table.claim(Task.Kind.PURGE)).isEmpty();
    }

    @Test
    void aConditionalDeleteIsHeldAgainstWhatLiesInZonesUntilTheKeyHasAHistory() {
        ETag other = new ETag("92eb5ffee6ae2fec3ad71c777531578f");

        assertThat(remove("k", LedgerTable.ifMatch(other), Optional.of(THEIRS)))
                .isEqualTo(new RemoveResult.ConditionFailed("If-Match"));
        assertThat(known("k")).isFalse();
        assertThat(remove("k", LedgerTable.ifMatch(THEIRS), Optional.of(THEIRS)))
                .isInstanceOf(RemoveResult.Removed.class);
        assertThat(remove("k", LedgerTable.ifMatch(THEIRS), Optional.of(THEIRS)))
                .isEqualTo(new RemoveResult.ConditionFailed("If-Match"));
    }

    @Test
    void aConditionalWriteIsHeldAgainstWhatLiesInZonesUntilTheKeyHasAHistory() {
        assertThat(commit(table.write("k").to("oslo").ifNoneMatch(Conditions.ANY)))
                .isEqualTo(new CommitResult.ConditionFailed("If-None-Match"));
        assertThat(commit(table.write("k").to("oslo").ifMatch(THEIRS))).isInstanceOf(CommitResult.Committed.class);
        assertThat(commit(table.write("k").to("oslo").ifMatch(THEIRS)))
                .isEqualTo(new CommitResult.ConditionFailed("If-Match"));
    }

    @Test
    void whatIsTakenInIsTheFirstVersionOfItsKeyWithTheTimeThatItHad() {
        Adoption adoption = adoption("k");

        assertThat(adopt(adoption)).isEqualTo(Adoption.Result.ADOPTED);

        Version version = table.current("k").orElseThrow();
        assertThat(version.id()).isEqualTo(adoption.version());
        assertThat(version.sequence()).isEqualTo(1);
        assertThat(version.content()).isEqualTo(adoption.content());
        assertThat(version.lastModified()).isEqualTo(LONG_AGO);
        assertThat(version.completeCopies()).extracting(Copy::locator).isEqualTo(adoption.complete());
        assertThat(table.claim(Task.Kind.COPY)).extracting(task -> task.zone().value()).containsExactly("bergen");
        assertThat(table.page("", "", "", 10).items()).containsExactly(
                new KeyPage.Key("k", 1, THEIRS, LONG_AGO));
    }

    @Test
    void whatWasDeletedOrWrittenIsNotTakenInAndNothingIsPurgedForThat() {
        assertThat(remove("deleted", Conditions.NONE, Optional.empty())).isInstanceOf(RemoveResult.Removed.class);
        table.committed(table.write("written").to("oslo"));

        assertThat(adopt(adoption("deleted"))).isEqualTo(Adoption.Result.KNOWN);
        assertThat(adopt(adoption("written"))).isEqualTo(Adoption.Result.KNOWN);
        assertThat(table.current("deleted")).isEmpty();
        assertThat(table.claim(Task.Kind.PURGE)).isEmpty();
        assertThat(table.claim(Task.Kind.COPY)).isEmpty();
    }

    @Test
    void onceTakenInItIsPurgedLikeAnyOther() {
        Adoption adoption = adoption("k");
        assertThat(adopt(adoption)).isEqualTo(Adoption.Result.ADOPTED);

        assertThat(table.remove("k")).isEqualTo(new RemoveResult.Removed(Optional.of(adoption.version())));

        List<Task> purges = table.claim(Task.Kind.PURGE);
        assertThat(purges).extracting(task -> task.locator().orElseThrow()).isEqualTo(adoption.complete());
        assertThat(table.ledger().tasks().mayPurge(purges.getFirst()).block()).isTrue();
    }

    @Test
    void withoutALeaseOrABucketNothingIsTakenIn() {
        Adoption adoption = adoption("k");
        table.ledger().buckets().delete(table.bucket().name(), LedgerTable.ORIGIN).block();

        assertThat(adopt(adoption)).isEqualTo(Adoption.Result.BUCKET_GONE);
        assertThat(Mono.defer(() -> table.unleased().versions().adopt(adoption))
                .map(result -> result == Adoption.Result.LEASE_LOST)
                .onErrorReturn(LedgerUnavailable.class, true)
                .block()).isTrue();
    }

    @Test
    void aBucketThatWasFoundGetsARowOnceAndNeverAfterItWasDeleted() {
        BucketName name = new BucketName("found-" + UUID.randomUUID());
        Bucket found = adoptBucket(name).orElseThrow();

        assertThat(adoptBucket(name)).contains(found);
        assertThat(found.unmanaged()).isEmpty();
        assertThat(table.ledger().buckets().find(name).block()).isEqualTo(found);

        table.ledger().buckets().delete(name, LedgerTable.ORIGIN).block();
        assertThat(adoptBucket(name)).isEmpty();
        assertThat(table.make(name.value()).unmanaged()).contains(Unmanaged.HIDE);
    }

    @Test
    void aBucketsSettingIsKept() {
        Buckets buckets = table.ledger().buckets();

        buckets.set(table.bucket().id(), Optional.of(Unmanaged.SERVE)).block();
        assertThat(get(buckets.find(table.bucket().name())).unmanaged()).contains(Unmanaged.SERVE);
        buckets.set(table.bucket().id(), Optional.empty()).block();
        assertThat(get(buckets.find(table.bucket().name())).unmanaged()).isEmpty();
    }

    @Test
    void anErrandIsBegunOnceAndGoesOnWhereItStopped() {
        Errands errands = table.ledger().errands();
        Errand begun = begin();
        assertThat(begin()).isEqualTo(begun);

        Errand claimed = get(errands.claim(Kind.IMPORT, Duration.ofSeconds(60)));
        assertThat(claimed.id()).isEqualTo(begun.id());
        assertThat(errands.claim(Kind.IMPORT, Duration.ofSeconds(60)).blockOptional()).isEmpty();
        assertThat(get(errands.advance(claimed, "somewhere", Tally.done(7), Optional.of("hm")))).isTrue();

        Errand next = get(errands.claim(Kind.IMPORT, Duration.ofSeconds(60)));
        assertThat(next.cursor()).isEqualTo("somewhere");
        assertThat(next.tally()).isEqualTo(new Tally(1, 1, 0, 0, 7));
        assertThat(next.reason()).contains("hm");
        assertThat(get(errands.advance(claimed, "late", Tally.NOTHING, Optional.empty()))).isFalse();
        assertThat(get(errands.done(next, Tally.done(8), Optional.empty()))).isTrue();
        assertThat(get(errands.find(begun.id())).state()).isEqualTo(Errand.State.DONE);
        assertThat(errands.claim(Kind.IMPORT, Duration.ofSeconds(60)).blockOptional()).isEmpty();
        assertThat(begin().id()).isNotEqualTo(begun.id());
    }

    @Test
    void aClaimThatLapsedGoesToWhoeverAsksNext() {
        Errands errands = table.ledger().errands();
        assertThat(begin().epoch()).isZero();
        Errand first = get(errands.claim(Kind.IMPORT, Duration.ofSeconds(60)));

        table.pass(Duration.ofSeconds(61));
        Errand second = get(errands.claim(Kind.IMPORT, Duration.ofSeconds(60)));

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(get(errands.advance(first, "x", Tally.NOTHING, Optional.empty()))).isFalse();
    }

    @Test
    void aCancelledErrandTakesNoFurtherStep() {
        Errands errands = table.ledger().errands();
        Errand claimed = get(Mono.just(begin()).then(errands.claim(Kind.IMPORT, Duration.ofSeconds(60))));

        assertThat(get(errands.cancel(claimed.id()))).isTrue();

        assertThat(get(errands.advance(claimed, "x", Tally.NOTHING, Optional.empty()))).isFalse();
        assertThat(get(errands.cancel(claimed.id()))).isFalse();
        assertThat(get(errands.latest(Kind.IMPORT, 100)))
                .anySatisfy(errand -> assertThat(errand.id()).isEqualTo(claimed.id()))
                .allSatisfy(errand -> assertThat(errand.state()).isNotEqualTo(Errand.State.RUNNING));
    }

    private Errand begin() {
        return get(table.ledger()
                .errands()
                .begin(Kind.IMPORT, table.bucket().name().value(), List.of(LedgerTable.zone("oslo")), true));
    }

    private Optional<Bucket> adoptBucket(BucketName name) {
        return table.ledger()
                .buckets()
                .adopt(name, "root", "eu", List.of(LedgerTable.zoneBucket("oslo", name.value())), LedgerTable.ORIGIN)
                .blockOptional();
    }

    private Adoption adoption(String key) {
        VersionId id = new VersionId(UUID.randomUUID());
        Locator place = new Locator(LedgerTable.zone("oslo"), "zone-bucket", key,
                Optional.of(Locator.pin(THEIRS)), Stamp.none(id));
        return new Adoption(id, table.bucket().id(), object(key),
                new Content(1, THEIRS, 7, Metadata.ofType("image/png"), List.of()), LONG_AGO, 2, List.of(place),
                List.of(LedgerTable.zone("bergen")), LedgerTable.ORIGIN);
    }

    private Adoption.Result adopt(Adoption adoption) {
        return get(table.ledger().versions().adopt(adoption));
    }

    private RemoveResult remove(String key, Conditions conditions, Optional<ETag> lies) {
        return get(table.ledger()
                .versions()
                .remove(table.bucket().id(), object(key), conditions, Foreign.served(lies), LedgerTable.ORIGIN));
    }

    private CommitResult commit(LedgerTable.Write write) {
        return get(table.ledger().versions().commit(table.begin(write).commit().over(Optional.of(THEIRS))));
    }

    private boolean known(String key) {
        ObjectKey wanted = new ObjectKey(key);
        return get(table.ledger().versions().known(table.bucket().id(), List.of(wanted))).equals(Set.of(wanted));
    }

    private ObjectRef object(String key) {
        return new ObjectRef(table.bucket().name(), new ObjectKey(key));
    }

    private static <T> T get(Mono<T> mono) {
        return Objects.requireNonNull(mono.block());
    }
}
