package dev.s3gateway.ledger.postgres;

import dev.s3gateway.ledger.Commit;
import dev.s3gateway.ledger.Delays;
import dev.s3gateway.ledger.UploadClaim;
import dev.s3gateway.ledger.postgres.GroupCommit.Outcome;
import dev.s3gateway.ledger.postgres.Heads.Head;
import dev.s3gateway.ledger.postgres.Heads.Locked;
import dev.s3gateway.ledger.postgres.Heads.Wanted;
import dev.s3gateway.ledger.postgres.Mutation.Adopt;
import dev.s3gateway.ledger.postgres.Mutation.Decision;
import dev.s3gateway.ledger.postgres.Mutation.Put;
import dev.s3gateway.ledger.postgres.Mutation.Remove;
import dev.s3gateway.lifecycle.CrashPoints;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * T2 and DELETE of many requests in one transaction: lease, buckets, heads, decisions, rows, COMMIT. Where there is nothing
 * to decide, in one statement ({@link PlainBatch}).
 */
final class CommitBatch implements GroupCommit.Work<Mutation, Decision> {

    /** What was locked, and the uploads that are ours to complete. */
    private record Ground(Locked locked, Set<UUID> uploads) {}

    // The state is not looked up in the indexes of such uploads: whatever the plan, it goes by the ids.
    private static final String CLAIMS = """
            SELECT id FROM uploads
             WHERE id = ANY ($1) AND epoch = ($2::bigint[])[array_position($1::uuid[], id)]
               AND state || '' = 'COMPLETING'
             ORDER BY id FOR UPDATE""";

    private final Database database;
    private final Journal journal;
    private final HeldLease lease;
    private final TaskRows tasks;
    private final Delays delays;
    private final CrashPoints crash;
    private final UnknownOutcomes outcomes;
    private final Acknowledged acknowledged;
    private final PlainBatch plain;

    CommitBatch(Database database, Journal journal, HeldLease lease, Delays delays, CrashPoints crash,
            Acknowledged acknowledged) {
        this.database = database;
        this.journal = journal;
        this.lease = lease;
        this.tasks = new TaskRows(delays);
        this.delays = delays;
        this.crash = crash;
        this.outcomes = new UnknownOutcomes(database, journal, tasks);
        this.acknowledged = acknowledged;
        this.plain = new PlainBatch(database, journal, tasks, delays, crash, outcomes);
    }

    @Override
    public Mono<List<Outcome<Decision>>> run(List<Mutation> batch, boolean alone) {
        boolean decided = !alone && batch.stream().allMatch(PlainBatch::takes);
        return Mono.defer(() -> decided ? plainly(batch) : attempt(batch, alone))
                .doOnNext(outcomes -> acknowledged.remember(batch, outcomes))
                .retryWhen(Retry.backoff(8, Duration.ofMillis(5))
                        .filter(failure -> SqlFailures.isLostRace(failure)
                                || (alone && SqlFailures.isLockTimeout(failure)))
                        .onRetryExhaustedThrow((_, signal) -> signal.failure()));
    }

    private Mono<List<Outcome<Decision>>> plainly(List<Mutation> batch) {
        return plain.run(batch.stream().flatMap(mutation -> commitOf(mutation).stream()).toList())
                .flatMap(outcomes -> outcomes.stream().allMatch(Optional::isPresent)
                        ? Mono.just(outcomes.stream().flatMap(Optional::stream).toList())
                        : refused(batch, outcomes));
    }

    /** Those whose bucket is not open, by a transaction; the others are committed, whatever comes of it. */
    private Mono<List<Outcome<Decision>>> refused(List<Mutation> batch, List<Optional<Outcome<Decision>>> known) {
        List<Mutation> rest = IntStream.range(0, batch.size())
                .filter(i -> known.get(i).isEmpty())
                .mapToObj(batch::get)
                .toList();
        return attempt(rest, false)
                .onErrorResume(failure -> Mono.just(rest.stream()
                        .<Outcome<Decision>>map(_ -> new Outcome.Failed<>(SqlFailures.translate(failure)))
                        .toList()))
                .map(List::iterator)
                .map(settled -> known.stream().map(outcome -> outcome.orElseGet(settled::next)).toList());
    }

    private static Optional<Commit> commitOf(Mutation mutation) {
        return mutation instanceof Put(var commit) ? Optional.of(commit) : Optional.empty();
    }

    private Mono<List<Outcome<Decision>>> attempt(List<Mutation> batch, boolean alone) {
        Changes changes = new Changes(tasks);
        journal.trying(batch.stream().flatMap(m -> commitOf(m).stream()).map(Commit::intent).toList());
        AtomicBoolean committing = new AtomicBoolean();
        return database.batchOnce(session -> decide(session, batch, alone, changes, committing))
                // A failure of COMMIT, or a time-out while it was waited for.
                .onErrorResume(_ -> committing.get(), _ -> outcomes.readAgain(batch, changes.outcomes()));
    }

    private Mono<List<Outcome<Decision>>> decide(Session session, List<Mutation> batch, boolean alone,
            Changes changes, AtomicBoolean committing) {
        return ground(session, batch, alone)
                .doOnNext(ground -> decide(batch, ground, changes))
                .then(Mono.defer(() -> write(session, changes, committing)));
    }

    /** BEGIN and the locks travel together: where BEGIN alone fails, the locks ended with their statement. */
    private Mono<Ground> ground(Session session, List<Mutation> batch, boolean wait) {
        List<Mutation> first = batch.stream().noneMatch(mutation -> claimOf(mutation).isPresent()) ? batch : List.of();
        return Flux.mergeSequential(Database.begin(session).cast(Locked.class), lock(session, batch, first, wait))
                .single()
                .flatMap(locked -> first.isEmpty()
                        ? claimed(session, batch, wait)
                        : Mono.just(new Ground(locked, Set.of())));
    }

    /** Rows of uploads are locked after those of leases and buckets, and before heads. */
    private Mono<Ground> claimed(Session session, List<Mutation> batch, boolean wait) {
        return claims(session, batch).flatMap(uploads -> lock(session, batch,
                batch.stream().filter(mutation -> isClaimed(mutation, uploads)).toList(), wait)
                .map(locked -> new Ground(locked, uploads)));
    }

    /** Locks what the batch stands on, and the heads of these of it. */
    private Mono<Locked> lock(Session session, List<Mutation> batch, List<Mutation> these, boolean wait) {
        UUID[] leases = batch.stream().flatMap(m -> leaseOf(m).stream()).distinct().toArray(UUID[]::new);
        UUID[] buckets = batch.stream().map(m -> m.bucket().value()).distinct().toArray(UUID[]::new);
        List<Wanted> wanted = these.stream()
                .map(mutation -> new Wanted(mutation.head(), mutation.makesHead()))
                .sorted(Comparator.comparing(Wanted::key))
                .toList();
        return Heads.lock(session, leases, buckets, wanted, wait);
    }

    private static Mono<Set<UUID>> claims(Session session, List<Mutation> batch) {
        List<UploadClaim> claims = batch.stream().flatMap(mutation -> claimOf(mutation).stream()).toList();
        return claims.isEmpty()
                ? Mono.just(Set.of())
                : session.rows(CLAIMS, row -> Rows.get(row, "id", UUID.class),
                        claims.stream().map(claim -> claim.upload().value()).toArray(UUID[]::new),
                        claims.stream().map(UploadClaim::epoch).toArray(Long[]::new)).map(Set::copyOf);
    }

    private static Optional<UploadClaim> claimOf(Mutation mutation) {
        return switch (mutation) {
            case Put put -> put.commit().upload();
            case Remove _,Adopt _ -> Optional.empty();
        };
    }

    private Optional<UUID> leaseOf(Mutation mutation) {
        return switch (mutation) {
            case Put put when put.commit().upload().isEmpty() -> journal.leaseOf(put.commit().intent());
            case Put _,Remove _,Adopt _ -> lease.id();
        };
    }

    private static boolean isClaimed(Mutation mutation, Set<UUID> uploads) {
        return claimOf(mutation).map(claim -> uploads.contains(claim.upload().value())).orElse(true);
    }

    /** The lease that the mutation may be decided under; none either where its claim of an upload is over. */
    private Optional<UUID> underOf(Mutation mutation, Ground ground) {
        return leaseOf(mutation)
                .filter(id -> isClaimed(mutation, ground.uploads()) && ground.locked().leases().contains(id));
    }

    private void decide(List<Mutation> batch, Ground ground, Changes changes) {
        Locked locked = ground.locked();
        for (Mutation mutation : batch) {
            Optional<UUID> under = underOf(mutation, ground);
            Optional<Head> head = Optional.ofNullable(locked.heads().get(mutation.head()));
            if (under.isEmpty()) {
                changes.leaseLost(mutation);
            } else if (!locked.buckets().contains(mutation.bucket().value())) {
                changes.bucketGone(mutation);
            } else if (head.isEmpty()) {
                changes.missed();
            } else {
                decide(mutation, head.get(), under.get(), changes);
            }
        }
    }

    private static void decide(Mutation mutation, Head head, UUID under, Changes changes) {
        switch (mutation) {
            case Put put -> changes.put(put.commit(), head, under);
            case Remove remove -> changes.remove(remove, head);
            case Adopt(var adoption) -> changes.adopt(adoption, head);
        }
    }

    private Mono<List<Outcome<Decision>>> write(Session session, Changes changes,
            AtomicBoolean committing) {
        Set<UUID> emptied = journal.emptiedBy(changes.decided());
        Mono<Void> rows = changes.isEmpty()
                ? Mono.empty()
                : changes.write(session, emptied.toArray(UUID[]::new), delays.grace().toMillis());
        return rows.then(crash.at("ledger.before-commit"))
                .then(Mono.defer(() -> {
                    committing.set(true);
                    return Database.commit(session);
                }))
                .then(crash.at("ledger.after-commit"))
                .then(Mono.fromSupplier(() -> {
                    journal.decided(changes.decided(), changes.isEmpty() ? Set.of() : emptied);
                    return changes.outcomes();
                }));
    }
}
