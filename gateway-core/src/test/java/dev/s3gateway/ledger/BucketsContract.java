package dev.s3gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.Layout;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.backend.Unmanaged;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link Buckets} must do, and the tasks that its calls leave. */
@Timeout(60)
public abstract class BucketsContract {

    protected final LedgerTable table;

    protected BucketsContract(LedgerTable.World world) {
        this.table = new LedgerTable(world);
    }

    @AfterEach
    void close() {
        table.close();
    }

    @Test
    void aBucketThatWasFoundIsRememberedUntilThisProcessChangesIt() {
        Bucket bucket = table.bucket();
        Buckets other = table.another().buckets();
        assertThat(other.recall(bucket.name())).isEmpty();
        assertThat(other.find(bucket.name()).block()).isEqualTo(bucket);
        assertThat(other.recall(bucket.name())).contains(bucket);

        assertThat(other.delete(bucket.name(), LedgerTable.ORIGIN).block()).isEqualTo(Buckets.Deletion.DELETED);
        assertThat(other.recall(bucket.name())).isEmpty();
    }

    @Test
    void aSettingIsMadeWhenNoProcessRemembersTheOldOne() {
        Bucket bucket = table.bucket();
        Buckets other = table.another().buckets();
        other.find(bucket.name()).block();

        table.ledger().buckets().set(bucket.id(), Optional.of(Unmanaged.HIDE)).block();

        assertThat(other.recall(bucket.name())).isEmpty();
    }

    @Test
    void aBucketIsFoundByNameAndOwnerUntilItIsDeleted() {
        Bucket bucket = table.bucket();

        assertThat(table.ledger().buckets().find(bucket.name()).block()).isEqualTo(bucket);
        assertThat(table.ledger().buckets().ownedBy("alice").block()).containsExactly(bucket);
        assertThat(table.ledger().buckets().ownedBy("bob").block()).isEmpty();
        assertThat(table.make(bucket.name().value())).isEqualTo(bucket);
        assertThat(delete(bucket.name())).isEqualTo(Buckets.Deletion.DELETED);
        assertThat(table.ledger().buckets().find(bucket.name()).blockOptional()).isEmpty();
        assertThat(delete(bucket.name())).isEqualTo(Buckets.Deletion.MISSING);
    }

    @Test
    void aBucketIsFoundByWhereItLiesOnceItIsThere() {
        Bucket bucket = table.bucket();
        ZoneBucket open = new ZoneBucket(LedgerTable.zone("tromso"), "there", ZoneBucket.State.OPEN, Layout.SEALED,
                Optional.empty());
        ZoneBucket planned = new ZoneBucket(LedgerTable.zone("vardo"), "there", ZoneBucket.State.PENDING,
                Layout.SEALED, Optional.empty());
        table.ledger().buckets().record(bucket.id(), open).block();
        table.ledger().buckets().record(bucket.id(), planned).block();

        assertThat(table.ledger().buckets().at(open.zone(), "there").block()).extracting(Bucket::id)
                .isEqualTo(bucket.id());
        assertThat(table.ledger().buckets().at(open.zone(), "elsewhere").blockOptional()).isEmpty();
        assertThat(table.ledger().buckets().at(planned.zone(), "there").blockOptional()).isEmpty();
        assertThat(delete(bucket.name())).isEqualTo(Buckets.Deletion.DELETED);
        assertThat(table.ledger().buckets().at(open.zone(), "there").blockOptional()).isEmpty();
    }

    @Test
    void aBucketWithALiveKeyStays() {
        table.committed(table.write("k").to("oslo"));

        assertThat(delete(table.bucket().name())).isEqualTo(Buckets.Deletion.NOT_EMPTY);
    }

    @Test
    void aZoneBucketGoesAfterTheLastPurge() {
        table.committed(table.write("k").to("oslo"));
        assertThat(table.remove("k")).isInstanceOf(RemoveResult.Removed.class);
        assertThat(delete(table.bucket().name())).isEqualTo(Buckets.Deletion.DELETED);

        assertThat(table.claim(Task.Kind.DROP_BUCKET)).extracting(task -> task.zone().value())
                .containsExactly("bergen");
        Task purge = table.claim(Task.Kind.PURGE).getFirst();
        assertThat(table.ledger().tasks().done(purge).block()).isTrue();
        assertThat(table.claim(Task.Kind.DROP_BUCKET)).extracting(task -> task.zone().value())
                .containsExactly("oslo");
    }

    @Test
    void aRemovalThatIsUnderWayMakesTheNextBucketsZoneBucketAgain() {
        Bucket old = table.bucket();
        assertThat(delete(old.name())).isEqualTo(Buckets.Deletion.DELETED);
        List<Task> drops = table.claim(Task.Kind.DROP_BUCKET);
        assertThat(drops).hasSize(2);
        Bucket next = table.make(old.name().value());

        table.ledger().buckets().find(next.name()).block();
        assertThat(table.ledger().buckets().recall(next.name())).isPresent();

        assertThat(table.ledger().tasks().mayPurge(drops.getFirst()).block()).isFalse();
        assertThat(table.ledger().tasks().done(drops.getFirst()).block()).isTrue();

        assertThat(table.ledger().buckets().recall(next.name())).isEmpty();

        assertThat(Objects.requireNonNull(table.ledger().buckets().byId(next.id()).block()).in(drops.getFirst().zone()))
                .map(ZoneBucket::state)
                .contains(ZoneBucket.State.PENDING);
        assertThat(table.claim(Task.Kind.MAKE_BUCKET)).extracting(Task::bucket).containsExactly(next.id());
    }

    @Test
    void aFailedZoneBucketIsTriedAgainUntilItIsMade() {
        ZoneBucket failed = new ZoneBucket(LedgerTable.zone("tromso"), "b", ZoneBucket.State.FAILED,
                Layout.SEALED, Optional.of("AlreadyExists"));
        table.ledger().buckets().record(table.bucket().id(), failed).block();
        table.pass(Duration.ofMinutes(5));
        Task task = table.claim(Task.Kind.MAKE_BUCKET).getFirst();

        table.ledger().tasks().retry(task, Duration.ofSeconds(10), "still taken").block();
        assertThat(table.claim(Task.Kind.MAKE_BUCKET)).isEmpty();
        table.pass(Duration.ofSeconds(11));
        Task again = table.claim(Task.Kind.MAKE_BUCKET).getFirst();

        assertThat(again.tries()).isEqualTo(1);
        assertThat(table.ledger().tasks().done(task).block()).isFalse();
        assertThat(table.ledger().tasks().done(again).block()).isTrue();
    }

    @Test
    void whatIsOpenStaysOpenWhenOneMoreTryToMakeItFails() {
        ZoneBucket open = table.bucket().in(LedgerTable.zone("oslo")).orElseThrow();
        ZoneBucket failed = new ZoneBucket(open.zone(), open.name(), ZoneBucket.State.FAILED, open.layout(),
                Optional.of("no answer"));

        table.ledger().buckets().record(table.bucket().id(), failed).block();
        table.pass(Duration.ofMinutes(5));

        assertThat(Objects.requireNonNull(table.ledger().buckets().byId(table.bucket().id()).block()).in(open.zone()))
                .contains(open);
        assertThat(table.claim(Task.Kind.MAKE_BUCKET)).isEmpty();
    }

    @Test
    void aDeletionByIdSparesTheBucketThatHasTheNameNow() {
        Bucket old = table.bucket();
        assertThat(delete(old.name())).isEqualTo(Buckets.Deletion.DELETED);
        Bucket next = table.make(old.name().value());

        assertThat(table.ledger().buckets().delete(old.id(), LedgerTable.ORIGIN).block())
                .isEqualTo(Buckets.Deletion.MISSING);
        assertThat(Objects.requireNonNull(table.ledger().buckets().find(next.name()).block()).id())
                .isEqualTo(next.id());
        assertThat(table.ledger().buckets().delete(next.id(), LedgerTable.ORIGIN).block())
                .isEqualTo(Buckets.Deletion.DELETED);
    }

    private Buckets.Deletion delete(BucketName name) {
        return Objects.requireNonNull(table.ledger().buckets().delete(name, LedgerTable.ORIGIN).block());
    }
}
