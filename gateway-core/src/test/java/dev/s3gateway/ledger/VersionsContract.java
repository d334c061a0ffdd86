package dev.s3gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.ledger.CommitResult.BucketGone;
import dev.s3gateway.ledger.CommitResult.Committed;
import dev.s3gateway.ledger.CommitResult.ConditionFailed;
import dev.s3gateway.ledger.CommitResult.LeaseLost;
import dev.s3gateway.ledger.CommitResult.NothingToMatch;
import dev.s3gateway.ledger.LedgerTable.Write;
import dev.s3gateway.object.Conditions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link Versions} must do. */
@Timeout(60)
public abstract class VersionsContract {

    protected final LedgerTable table;

    protected VersionsContract(LedgerTable.World world) {
        this.table = new LedgerTable(world);
    }

    @AfterEach
    void close() {
        table.close();
    }

    @Test
    void aCommittedVersionIsTheCurrentOneOfItsKey() {
        Write write = table.write("photos/cat.jpg").to("oslo", "bergen");

        CommitResult result = table.put(write);

        Version version = ((Committed) result).version();
        assertThat(version.sequence()).isEqualTo(1);
        assertThat(table.current("photos/cat.jpg")).contains(version);
        assertThat(table.ledger().versions().live(version.id()).block()).isEqualTo(version);
        assertThat(version.completeCopies()).extracting(copy -> copy.zone().value()).containsExactly("oslo", "bergen");
        assertThat(version.content()).isEqualTo(write.commit().content());
        assertThat(version.object()).isEqualTo(write.commit().intent().object());
    }

    @Test
    void anIntentAloneMakesNothingVisible() {
        table.begin(table.write("k").to("oslo"));

        assertThat(table.current("k")).isEmpty();
    }

    @Test
    void anOverwriteRaisesTheSequenceAndPurgesWhatWasThere() {
        Version first = table.committed(table.write("k").to("oslo"));
        Version second = table.committed(table.write("k").to("oslo"));

        assertThat(second.sequence()).isEqualTo(first.sequence() + 1);
        assertThat(second.lastModified()).isAfterOrEqualTo(first.lastModified().plusMillis(1));
        assertThat(table.ledger().versions().live(first.id()).blockOptional()).isEmpty();
        List<Task> purges = table.claim(Task.Kind.PURGE);
        assertThat(purges).extracting(Task::locator)
                .containsExactly(Optional.of(first.copies().getFirst().locator()));
        assertThat(table.ledger().tasks().mayPurge(purges.getFirst()).block()).isTrue();
    }

    @Test
    void ifNoneMatchIsDecidedAtTheCommit() {
        Write late = table.begin(table.write("k").to("oslo").ifNoneMatch(Conditions.ANY));
        table.committed(table.write("k").to("oslo"));

        assertThat(table.commit(late)).isEqualTo(new ConditionFailed("If-None-Match"));
        assertThat(table.claim(Task.Kind.PURGE)).extracting(task -> task.locator().orElseThrow())
                .containsExactly(late.locator("oslo"));
    }

    @Test
    void ifMatchIsDecidedAtTheCommit() {
        Version first = table.committed(table.write("k").to("oslo"));

        assertThat(table.put(table.write("k").to("oslo").ifMatch(first.content().etag())))
                .isInstanceOf(Committed.class);
        assertThat(table.put(table.write("k").to("oslo").ifMatch(first.content().etag())))
                .isEqualTo(new ConditionFailed("If-Match"));
        assertThat(table.put(table.write("new").to("oslo").ifMatch(Conditions.ANY))).isEqualTo(new NothingToMatch());
        assertThat(table.put(table.write("k").to("oslo").ifMatch(Conditions.ANY))).isInstanceOf(Committed.class);
    }

    @Test
    void aDeletedKeyIsGoneAndStaysInOrder() {
        Version first = table.committed(table.write("k").to("oslo", "bergen"));

        assertThat(table.remove("k")).isEqualTo(new RemoveResult.Removed(Optional.of(first.id())));
        assertThat(table.current("k")).isEmpty();
        assertThat(table.claim(Task.Kind.PURGE)).hasSize(2);
        assertThat(table.remove("k")).isEqualTo(new RemoveResult.Removed(Optional.empty()));
        assertThat(table.committed(table.write("k").to("oslo")).sequence()).isGreaterThan(first.sequence() + 1);
    }

    @Test
    void aVersionThatEndedIsForgottenAfterItsLastPurgeAndTheHorizon() {
        table.committed(table.write("k").to("oslo"));
        Version second = table.committed(table.write("k").to("oslo"));
        Task purge = table.claim(Task.Kind.PURGE).getFirst();
        table.pass(LedgerTable.DELAYS.horizon().plusSeconds(1));
        table.ledger().leases().renew().block();
        assertThat(forgotten()).isZero();

        assertThat(table.ledger().tasks().done(purge).block()).isTrue();

        assertThat(forgotten()).isEqualTo(1);
        assertThat(forgotten()).isZero();
        assertThat(table.current("k").map(Version::id)).contains(second.id());
    }

    @Test
    void aVersionThatEndedIsRememberedUntilTheHorizon() {
        table.committed(table.write("k").to("oslo"));
        assertThat(table.remove("k")).isInstanceOf(RemoveResult.Removed.class);

        assertThat(table.ledger().tasks().done(table.claim(Task.Kind.PURGE).getFirst()).block()).isTrue();

        assertThat(forgotten()).isZero();
        table.pass(LedgerTable.DELAYS.horizon().plusSeconds(1));
        table.ledger().leases().renew().block();
        assertThat(forgotten()).isEqualTo(1);
        assertThat(table.committed(table.write("k").to("oslo")).sequence()).isEqualTo(3);
    }

    private int forgotten() {
        return Objects.requireNonNull(table.ledger().versions().forget(10).block());
    }

    @Test
    void aConditionalDeleteHoldsItsCondition() {
        Version first = table.committed(table.write("k").to("oslo"));
        table.committed(table.write("k").to("oslo"));

        assertThat(table.remove("k", LedgerTable.ifMatch(first.content().etag())))
                .isEqualTo(new RemoveResult.ConditionFailed("If-Match"));
        assertThat(table.current("k")).isPresent();
    }

    @Test
    void aCommitIntoADeletedBucketIsRefusedAndPurged() {
        Write late = table.begin(table.write("k").to("oslo"));
        assertThat(table.ledger().buckets().delete(table.bucket().name(), LedgerTable.ORIGIN).block())
                .isEqualTo(Buckets.Deletion.DELETED);

        assertThat(table.commit(late)).isEqualTo(new BucketGone());
        assertThat(table.claim(Task.Kind.PURGE)).hasSize(1);
        assertThat(table.remove("k")).isEqualTo(new RemoveResult.BucketGone());
    }

    @Test
    void anIntentSaysWhetherItsBucketIsOpenAndIsDurableEitherWay() {
        Intent before = table.write("k").to("oslo").commit().intent();
        Intent after = table.write("k").to("oslo").commit().intent();

        assertThat(table.ledger().versions().begin(before).block()).isTrue();
        table.ledger().buckets().delete(table.bucket().name(), LedgerTable.ORIGIN).block();
        assertThat(table.ledger().versions().begin(after).block()).isFalse();

        table.ledger().versions().abandon(after).block();
        assertThat(table.claim(Task.Kind.PURGE)).hasSize(1);
    }

    @Test
    void anAbandonedIntentIsPurgedNowAndOnceMoreAfterTheHorizon() {
        Write write = table.begin(table.write("k").to("oslo"));

        table.ledger().versions().abandon(write.commit().intent()).block();
        table.ledger().versions().abandon(write.commit().intent()).block();

        List<Task> now = table.claim(Task.Kind.PURGE);
        assertThat(now).hasSize(1);
        assertThat(now.getFirst().locator()).contains(write.locator("oslo"));
        assertThat(table.ledger().tasks().done(now.getFirst()).block()).isTrue();
        table.pass(LedgerTable.DELAYS.horizon());
        assertThat(table.claim(Task.Kind.PURGE)).hasSize(1);
    }

    @Test
    void aLapsedLeaseCommitsNothing() {
        Write write = table.begin(table.write("k").to("oslo"));
        table.pass(LedgerTable.DELAYS.lease().plusSeconds(1));
        Ledger other = table.another();

        assertThat(other.leases().recover().block()).isEqualTo(1);
        table.ledger().leases().acquire().block();

        assertThat(table.commit(write)).isEqualTo(new LeaseLost());
        assertThat(table.current("k")).isEmpty();
        assertThat(table.claim(Task.Kind.PURGE)).extracting(task -> task.locator().orElseThrow())
                .containsExactly(write.locator("oslo"));
    }

    // F07
    @Test
    void aLapsedLeaseBeginsNothing() {
        table.pass(LedgerTable.DELAYS.lease().plusSeconds(1));

        assertThatThrownBy(() -> table.begin(table.write("k").to("oslo"))).isInstanceOf(LedgerUnavailable.class);
    }

    // F07: nobody has recovered the lapsed lease yet, and the process that held it has another one.
    @Test
    void aLapsedLeaseCommitsNothingEvenWhileItsRowIsThere() {
        Write write = table.begin(table.write("k").to("oslo"));
        table.pass(LedgerTable.DELAYS.lease().plusSeconds(1));
        table.ledger().leases().acquire().block();

        assertThat(table.commit(write)).isEqualTo(new LeaseLost());
        assertThat(table.current("k")).isEmpty();
    }

    @Test
    void recoveryLeavesCommittedVersionsAndLiveLeasesAlone() {
        table.committed(table.write("done").to("oslo"));
        table.pass(LedgerTable.DELAYS.lease().plusSeconds(1));
        Ledger other = table.another();
        table.ledger().leases().acquire().block();
        Write open = table.begin(table.write("open").to("oslo"));

        assertThat(other.leases().recover().block()).isZero();

        assertThat(table.current("done")).isPresent();
        assertThat(table.commit(open)).isInstanceOf(Committed.class);
        assertThat(table.claim(Task.Kind.PURGE)).isEmpty();
    }

    @Test
    void aRunningLaneThatArrivesIsACopyAndOwesNothing() {
        Write write = table.write("k").to("oslo").running("bergen");
        Version version = table.committed(write);
        Locator copy = write.locator("bergen").withZoneVersion("v-late");

        assertThat(table.ledger().versions().arrived(version.id(), copy).block()).isTrue();
        assertThat(table.ledger().versions().arrived(version.id(), copy).block()).isTrue();

        assertThat(table.current("k").orElseThrow().copies()).contains(Copy.complete(copy));
        assertThat(table.ledger().tasks().waiting().block()).isEmpty();
    }

    @Test
    void aRunningLaneThatStraysIsPurgedAndOwed() {
        Write write = table.write("k").to("oslo").running("bergen");
        Version version = table.committed(write);

        table.ledger().versions().strayed(version.id(), write.locator("bergen")).block();

        assertThat(table.claim(Task.Kind.COPY)).extracting(task -> task.zone().value()).containsExactly("bergen");
        List<Task> purges = table.claim(Task.Kind.PURGE);
        assertThat(purges).hasSize(1);
        assertThat(table.ledger().tasks().mayPurge(purges.getFirst()).block()).isTrue();
        assertThat(table.ledger().versions().arrived(version.id(), write.locator("bergen")).block()).isFalse();
    }

    @Test
    void aLaneThatArrivesAfterItsVersionWasReplacedIsPurged() {
        Write write = table.write("k").to("oslo").running("bergen");
        Version first = table.committed(write);
        table.committed(table.write("k").to("oslo"));
        Locator late = write.locator("bergen").withZoneVersion("v-late");

        assertThat(table.ledger().versions().arrived(first.id(), late).block()).isFalse();

        assertThat(table.claim(Task.Kind.PURGE)).extracting(task -> task.locator().orElseThrow()).contains(late);
        assertThat(table.claim(Task.Kind.COPY)).isEmpty();
    }

    @Test
    void aDeadProcessesLanesAreOwedAtOnceAndCannotArriveAfterTheHorizon() {
        Write write = table.write("k").to("oslo").running("bergen");
        Version version = table.committed(write);
        table.pass(LedgerTable.DELAYS.lease().plusSeconds(1));
        assertThat(table.another().leases().recover().block()).isZero();
        table.ledger().leases().acquire().block();

        assertThat(table.claim(Task.Kind.COPY)).hasSize(1);
        table.pass(LedgerTable.DELAYS.horizon());
        table.ledger().leases().renew().block();
        List<Task> purges = table.claim(Task.Kind.PURGE);
        assertThat(purges).hasSize(1);
        assertThat(table.ledger().tasks().mayPurge(purges.getFirst()).block()).isTrue();
        assertThat(table.ledger().versions().arrived(version.id(), write.locator("bergen")).block()).isFalse();
    }

    // F38: the database's clock was set back after the version before; so the purge is due, and the horizon has not passed.
    @Test
    void aLaneIsNotGivenUpBeforeTheHorizonHasPassed() {
        Duration back = LedgerTable.DELAYS.horizon().dividedBy(2);
        table.committed(table.write("k").to("oslo"));
        table.pass(back.negated());
        Write write = table.write("k").to("oslo").running("bergen");
        Version version = table.committed(write);
        table.pass(LedgerTable.DELAYS.horizon());
        table.ledger().leases().renew().block();

        assertThat(table.ledger().tasks().mayPurge(purgeOf(write.locator("bergen"))).block()).isFalse();

        assertThat(table.current("k").orElseThrow().copies()).isEqualTo(version.copies());
        assertThat(table.ledger().versions().arrived(version.id(), write.locator("bergen")).block()).isTrue();
    }

    private Task purgeOf(Locator place) {
        return table.claim(Task.Kind.PURGE)
                .stream()
                .filter(task -> task.locator().equals(Optional.of(place)))
                .findFirst()
                .orElseThrow();
    }

    // F07, I17: a process that was frozen for longer than its lease may have another by now; the old one holds nothing.
    @Test
    void aLateCopyOfALapsedLeaseChangesNothing() {
        Write write = table.write("k").to("oslo").running("bergen");
        Version version = table.committed(write);
        table.pass(LedgerTable.DELAYS.lease().plusSeconds(1));
        table.ledger().leases().acquire().block();

        assertThat(table.ledger().versions().arrived(version.id(), write.locator("bergen")).block()).isFalse();

        assertThat(table.current("k").orElseThrow().copies()).isEqualTo(version.copies());
        assertThat(table.claim(Task.Kind.PURGE)).isEmpty();
        assertThat(table.claim(Task.Kind.COPY)).isEmpty();
        assertThat(table.another().leases().recover().block()).isZero();
        assertThat(table.claim(Task.Kind.COPY)).hasSize(1);
    }

    @Test
    void aFurtherCopyIsBegunAndArrives() {
        Version version = table.committed(table.write("k").to("oslo").owing("bergen"));
        Task task = table.claim(Task.Kind.COPY).getFirst();
        Locator planned = LedgerTable.locator(version.id(), "bergen", 2);
        Intent intent = new Intent(version.id(), version.bucket(), version.object(), List.of(planned));
        table.ledger().versions().begin(intent).block();
        Locator copy = planned.withZoneVersion("v2");

        assertThat(table.ledger().versions().arrived(version.id(), copy).block()).isTrue();
        assertThat(table.ledger().tasks().done(task).block()).isTrue();

        assertThat(table.current("k").orElseThrow().completeCopies()).hasSize(2);
        assertThat(table.ledger().tasks().waiting().block()).isEmpty();
    }

    // F07, I17
    @Test
    void aFurtherCopyThatWasBegunUnderALapsedLeaseIsPurged() {
        Version version = table.committed(table.write("k").to("oslo").owing("bergen"));
        Locator planned = LedgerTable.locator(version.id(), "bergen", 2);
        table.ledger()
                .versions()
                .begin(new Intent(version.id(), version.bucket(), version.object(), List.of(planned)))
                .block();
        table.pass(LedgerTable.DELAYS.lease().plusSeconds(1));
        table.ledger().leases().acquire().block();

        assertThat(table.ledger().versions().arrived(version.id(), planned).block()).isFalse();

        assertThat(table.current("k").orElseThrow().copies()).isEqualTo(version.copies());
        assertThat(table.claim(Task.Kind.PURGE)).extracting(task -> task.locator().orElseThrow()).contains(planned);
    }

    @Test
    void aClaimThatIsRenewedIsNobodyElses() {
        table.committed(table.write("k").to("oslo").owing("bergen"));
        Task task = table.claim(Task.Kind.COPY).getFirst();
        Duration claim = Duration.ofSeconds(60);

        table.pass(Duration.ofSeconds(40));
        assertThat(table.ledger().tasks().renew(task, claim).block()).isTrue();
        table.pass(Duration.ofSeconds(40));
        assertThat(table.claim(Task.Kind.COPY)).isEmpty();

        table.pass(Duration.ofSeconds(40));
        Task next = table.claim(Task.Kind.COPY).getFirst();
        assertThat(table.ledger().tasks().renew(task, claim).block()).isFalse();
        assertThat(table.ledger().tasks().done(task).block()).isFalse();
        assertThat(table.ledger().tasks().renew(next, claim).block()).isTrue();
    }

    // After a restore the ledger has another incarnation; what bears an older one may be bytes that it no longer knows.
    @Test
    void whatAnotherIncarnationStampedIsNeverPurged() {
        Write write = table.write("k").to("oslo");
        Locator own = write.locator("oslo");
        Locator older = new Locator(own.zone(), own.bucket(), own.key(), own.zoneVersion(),
                new Stamp(0, write.commit().intent().version(), 1));
        Intent intent = write.commit().intent();
        Intent before = new Intent(intent.version(), intent.bucket(), intent.object(), List.of(older));
        table.ledger().versions().begin(before).block();
        table.ledger().versions().abandon(before).block();

        Task purge = table.claim(Task.Kind.PURGE).getFirst();

        assertThat(purge.locator()).contains(older);
        assertThat(table.ledger().tasks().mayPurge(purge).block()).isFalse();
    }

    // F06, F41: the epoch fences whoever held a task before.
    @Test
    void whoLostATaskNeitherActsOnItNorPutsItOff() {
        table.committed(table.write("k").to("oslo"));
        table.committed(table.write("k").to("oslo"));
        Task stale = table.claim(Task.Kind.PURGE).getFirst();
        table.pass(Duration.ofSeconds(61));
        table.ledger().leases().acquire().block();
        Task current = table.claim(Task.Kind.PURGE).getFirst();

        assertThat(table.ledger().tasks().mayPurge(stale).block()).isFalse();
        table.ledger().tasks().retry(stale, Duration.ZERO, "late").block();

        assertThat(table.claim(Task.Kind.PURGE)).isEmpty();
        assertThat(table.ledger().tasks().mayPurge(current).block()).isTrue();
    }

    @Test
    void whoLostAVerificationDoesNotDecideIt() {
        Version version = table.committed(table.write("k").to("oslo"));
        table.ledger().versions().suspect(version.id(), LedgerTable.zone("oslo")).block();
        Task stale = table.claim(Task.Kind.VERIFY).getFirst();
        table.pass(Duration.ofSeconds(61));
        table.ledger().leases().acquire().block();
        assertThat(table.claim(Task.Kind.VERIFY)).hasSize(1);

        table.ledger().tasks().verified(stale, false).block();

        assertThat(table.current("k").orElseThrow().copies()).extracting(Copy::state)
                .containsExactly(Copy.State.SUSPECT);
    }

    @Test
    void aCopyThatWasNeverBegunDoesNotCount() {
        Version version = table.committed(table.write("k").to("oslo").owing("bergen"));
        Locator unknown = LedgerTable.locator(version.id(), "bergen", 7);

        assertThat(table.ledger().versions().arrived(version.id(), unknown).block()).isFalse();
        assertThat(table.claim(Task.Kind.PURGE)).hasSize(1);
    }

    @Test
    void aPurgeNeverTouchesACopyOfALiveVersion() {
        Write write = table.write("k").to("oslo").running("bergen");
        Version version = table.committed(write);
        table.pass(LedgerTable.DELAYS.late());
        table.ledger().leases().renew().block();
        Task copyTask = table.claim(Task.Kind.COPY).getFirst();
        assertThat(table.ledger().versions().arrived(version.id(), write.locator("bergen")).block()).isTrue();
        assertThat(table.ledger().tasks().done(copyTask).block()).isTrue();
        Write same = table.write("k").to("oslo");
        table.ledger().versions().begin(write.commit().intent()).block();
        table.ledger().versions().abandon(write.commit().intent()).block();

        List<Task> purges = table.claim(Task.Kind.PURGE);

        assertThat(same).isNotNull();
        assertThat(purges).isNotEmpty();
        assertThat(purges).allSatisfy(purge -> assertThat(table.ledger().tasks().mayPurge(purge).block()).isFalse());
    }

    @Test
    void aCopyMovesWithinItsZoneAndItsFormerPlaceIsPurged() {
        Version version = table.committed(table.write("k").to("oslo", "bergen"));
        Locator from = version.completeIn(LedgerTable.zone("oslo")).orElseThrow();
        Locator to = begun(version, 7);

        assertThat(table.ledger().versions().moved(version.id(), from, to).block()).isTrue();

        Version now = table.current("k").orElseThrow();
        assertThat(now.completeIn(LedgerTable.zone("oslo"))).contains(to);
        assertThat(now.completeCopies()).hasSize(2);
        assertThat(table.claim(Task.Kind.PURGE)).map(Task::locator).containsExactly(Optional.of(from));
    }

    @Test
    void aCopyOfAVersionThatEndedMeanwhileDoesNotMove() {
        Version version = table.committed(table.write("k").to("oslo"));
        Locator from = version.completeIn(LedgerTable.zone("oslo")).orElseThrow();
        Locator to = begun(version, 7);
        table.committed(table.write("k").to("oslo"));

        assertThat(table.ledger().versions().moved(version.id(), from, to).block()).isFalse();

        assertThat(table.current("k").orElseThrow().completeIn(LedgerTable.zone("oslo"))).get().isNotEqualTo(to);
        assertThat(table.claim(Task.Kind.PURGE)).map(Task::locator).contains(Optional.of(to));
    }

    @Test
    void aCopyThatNobodyBeganDoesNotMove() {
        Version version = table.committed(table.write("k").to("oslo"));
        Locator from = version.completeIn(LedgerTable.zone("oslo")).orElseThrow();

        assertThat(table.ledger()
                .versions()
                .moved(version.id(), from, LedgerTable.locator(version.id(), "oslo", 7))
                .block()).isFalse();

        assertThat(table.current("k").orElseThrow().completeIn(LedgerTable.zone("oslo"))).contains(from);
    }

    private Locator begun(Version version, int attempt) {
        Locator to = LedgerTable.locator(version.id(), "oslo", attempt);
        table.ledger()
                .versions()
                .begin(new Intent(version.id(), version.bucket(), version.object(), List.of(to)))
                .block();
        return to;
    }

    @Test
    void aSuspectCopyIsVerifiedAndEitherSoundOrReplaced() {
        Version version = table.committed(table.write("k").to("oslo", "bergen"));
        table.ledger().versions().suspect(version.id(), LedgerTable.zone("bergen")).block();
        table.ledger().versions().suspect(version.id(), LedgerTable.zone("oslo")).block();
        assertThat(table.current("k").orElseThrow().completeCopies()).isEmpty();
        List<Task> tasks = table.claim(Task.Kind.VERIFY);
        assertThat(tasks).hasSize(2);

        tasks.forEach(task -> table.ledger().tasks().verified(task, task.zone().value().equals("oslo")).block());

        Version now = table.current("k").orElseThrow();
        assertThat(now.completeCopies()).extracting(copy -> copy.zone().value()).containsExactly("oslo");
        assertThat(now.copies()).extracting(Copy::state).contains(Copy.State.CORRUPT);
        assertThat(table.claim(Task.Kind.COPY)).extracting(task -> task.zone().value()).containsExactly("bergen");
        assertThat(table.ledger().versions().copies(version.bucket(), version.object()).block())
                .extracting(CopyReport::state)
                .containsExactlyInAnyOrder(Copy.State.COMPLETE, Copy.State.CORRUPT);
    }

    @Test
    void aCopyThatWasGivenUpCountsAgainWhenItIsFoundToBeSound() {
        Version version = table.committed(table.write("k").to("oslo"));
        table.ledger().versions().suspect(version.id(), LedgerTable.zone("oslo")).block();
        Task verify = table.claim(Task.Kind.VERIFY).getFirst();
        table.ledger().tasks().verified(verify, false).block();

        assertThat(table.ledger().versions().arrived(version.id(), verify.locator().orElseThrow()).block()).isTrue();

        assertThat(table.current("k").orElseThrow().completeCopies()).hasSize(1);
        assertThat(table.ledger().tasks().waiting().block()).isEmpty();
    }

    @Test
    void withoutARenewalAProcessRefusesByItself() {
        Ledger unleased = table.unleased();

        assertThat(unleased.versions()
                .current(table.bucket().id(), LedgerTable.object("k"))
                .map(_ -> "found")
                .onErrorReturn(LedgerUnavailable.class, "unavailable")
                .block()).isEqualTo("unavailable");
    }

    @Test
    void pagesRollUpCommonPrefixesInByteOrder() {
        for (String key : List.of("a", "b/1", "b/2", "c/1", "\uD83D\uDE00", "\uFFFD", "d")) {
            table.committed(table.write(key).to("oslo"));
        }

        KeyPage first = table.page("", "/", "", 3);
        KeyPage rest = table.page("", "/", "c/", 10);

        assertThat(first.items()).extracting(KeyPage.Item::name).containsExactly("a", "b/", "c/");
        assertThat(first.truncated()).isTrue();
        assertThat(rest.items()).extracting(KeyPage.Item::name).containsExactly("d", "\uFFFD", "\uD83D\uDE00");
        assertThat(rest.truncated()).isFalse();
        assertThat(table.page("b/", "", "b/1", 10).items()).extracting(KeyPage.Item::name).containsExactly("b/2");
    }

    @Test
    void timesOfOneKeyNeverStandStill() {
        Version last = table.committed(table.write("k").to("oslo"));
        for (int i = 0; i < 5; i++) {
            Version next = table.committed(table.write("k").to("oslo"));
            assertThat(Duration.between(last.lastModified(), next.lastModified())).isPositive();
            last = next;
        }
    }
}
