package dev.s3gateway.ledger.postgres;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.BucketId;
import dev.s3gateway.ledger.Copy;
import dev.s3gateway.ledger.Delays;
import dev.s3gateway.ledger.Intent;
import dev.s3gateway.ledger.postgres.Mutation.HeadKey;
import dev.s3gateway.ledger.postgres.Rows.HeldCopy;
import dev.s3gateway.object.VersionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What happens to single copies after the commit. Each step locks the version's row first, then changes its tasks. */
final class Copies {

    private static final String OWE = TaskRows.insert("$1", "true") + """

            ON CONFLICT (version_id, zone) WHERE kind = 'COPY'
            DO UPDATE SET due_at = CASE WHEN tasks.claimed_until > clock_timestamp() THEN tasks.due_at
                                        ELSE least(tasks.due_at, excluded.due_at) END""";
    private static final String NO_LONGER_OWED = """
            DELETE FROM tasks WHERE version_id = $1 AND zone = $2
               AND (kind = 'COPY' OR (kind IN ('PURGE', 'ABORT_UPLOAD') AND place_stamp = $3))
               AND (claimed_until IS NULL OR claimed_until <= clock_timestamp())""";
    private static final String GIVE_UP_NOW = """
            UPDATE tasks t SET due_at = clock_timestamp(), awaiting = NULL
              FROM unnest($1::uuid[], $2::text[], $3::text[]) AS p (version_id, zone, stamp)
             WHERE t.version_id = p.version_id AND t.zone = p.zone AND t.place_stamp = p.stamp
               AND t.kind = 'ABORT_UPLOAD' AND t.due_at > clock_timestamp() AND t.claimed_until IS NULL""";
    private static final String LEASE = """
            SELECT id FROM leases WHERE id = $1 AND expires_at > clock_timestamp() FOR KEY SHARE""";
    // A lane that was still running at the commit is fenced by the lease of that commit, which its task waits for.
    private static final String LEASE_OF_LANE = """
            SELECT l.id FROM tasks t JOIN leases l ON l.id = t.awaiting
             WHERE t.version_id = $1 AND t.zone = $2 AND t.kind = 'COPY' AND l.expires_at > clock_timestamp()
               FOR KEY SHARE OF l""";

    private final Database database;
    private final Journal journal;
    private final TaskRows tasks;
    private final Delays delays;

    Copies(Database database, Journal journal, Delays delays) {
        this.database = database;
        this.journal = journal;
        this.tasks = new TaskRows(delays);
        this.delays = delays;
    }

    Mono<Boolean> arrived(VersionId version, Locator copy) {
        Optional<Intent> attempt = journal.planning(copy);
        return settling(attempt.stream().toList(), session -> isHeld(session, attempt, version, copy.zone())
                .flatMap(held -> LockedVersion.lock(session, version)
                        .flatMap(found -> take(session, found, attempt, copy, held))));
    }

    /** Whether the lease under which this copy was begun is still somebody's. */
    private Mono<Boolean> isHeld(Session session, Optional<Intent> attempt, VersionId version, ZoneCode zone) {
        return attempt.flatMap(journal::leaseOf)
                .map(lease -> session.rows(LEASE, _ -> true, lease))
                .orElseGet(() -> session.rows(LEASE_OF_LANE, _ -> true, version.value(), zone.value()))
                .map(rows -> !rows.isEmpty());
    }

    private Mono<Boolean> take(Session session, Optional<LockedVersion> found, Optional<Intent> attempt, Locator copy,
            boolean held) {
        Optional<LockedVersion> live = found.filter(locked -> locked.stored().live());
        Optional<HeldCopy> present = live.flatMap(locked -> locked.in(copy.zone()));
        boolean same = live.flatMap(locked -> locked.at(copy)).isPresent();
        if (same && present.filter(Copies::isReadable).isPresent()) {
            return Mono.just(true);
        }
        boolean begun = held && attempt.isPresent();
        if (!held && live.flatMap(locked -> locked.at(copy)).filter(Copies::isRunning).isPresent()) {
            // Whoever takes over what the lapsed lease held decides of its lanes as well.
            return Mono.just(false);
        }
        if (live.isEmpty() || present.filter(Copies::isReadable).isPresent() || (!same && !begun)) {
            List<ObjectNode> purge = found.map(LockedVersion::bucket)
                    .or(() -> attempt.map(Intent::bucket))
                    .map(bucket -> tasks.purge(bucket, copy, Duration.ZERO))
                    .stream()
                    .toList();
            return owe(session, purge).thenReturn(false);
        }
        return replace(session, live.get(), copy, present).thenReturn(true);
    }

    private Mono<Void> replace(Session session, LockedVersion version, Locator copy, Optional<HeldCopy> present) {
        List<ObjectNode> refuse = present.filter(old -> old.state() == Copy.State.CORRUPT)
                // Unless it is the same one, sound after all.
                .filter(old -> !old.locator().stamp().equals(copy.stamp()))
                .map(old -> tasks.purge(version.bucket(), old.locator(), Duration.ZERO))
                .stream()
                .toList();
        HeldCopy fresh = new HeldCopy(copy, Copy.State.COMPLETE, Optional.of(version.now()));
        return version.store(session, copy.zone(), Optional.of(fresh))
                .then(owe(session, refuse))
                .then(session.run(NO_LONGER_OWED, version.stored().version().id().value(), copy.zone().value(),
                        copy.stamp().text()))
                .then();
    }

    Mono<Boolean> moved(VersionId version, Locator from, Locator to) {
        Optional<Intent> attempt = journal.planning(to);
        return settling(attempt.stream().toList(), session -> isHeld(session, attempt, version, to.zone())
                .flatMap(held -> LockedVersion.lock(session, version)
                        .flatMap(found -> move(session,
                                found.filter(locked -> held && attempt.isPresent() && isReadableAt(locked, from)),
                                found.map(LockedVersion::bucket).or(() -> attempt.map(Intent::bucket)), from, to))));
    }

    private static boolean isReadableAt(LockedVersion locked, Locator place) {
        return locked.stored().live() && locked.at(place).filter(Copies::isReadable).isPresent();
    }

    private Mono<Boolean> move(Session session, Optional<LockedVersion> movable, Optional<BucketId> bucket,
            Locator from,
            Locator to) {
        List<ObjectNode> refuse = bucket.map(in -> movable.isPresent()
                ? tasks.purge(in, from, delays.grace())
                : tasks.purge(in, to, Duration.ZERO)).stream().toList();
        return Mono.justOrEmpty(movable)
                .flatMap(locked -> locked.store(session, to.zone(),
                        Optional.of(new HeldCopy(to, Copy.State.COMPLETE, Optional.of(locked.now())))))
                .then(owe(session, refuse))
                .thenReturn(movable.isPresent());
    }

    private static boolean isRunning(HeldCopy copy) {
        return copy.state() == Copy.State.WRITING;
    }

    private static boolean isReadable(HeldCopy copy) {
        return copy.state() == Copy.State.COMPLETE || copy.state() == Copy.State.SUSPECT;
    }

    Mono<Void> strayed(VersionId version, Locator planned) {
        Optional<BucketId> begunIn = journal.planning(planned).map(Intent::bucket);
        return database.transaction(session -> LockedVersion.lock(session, version).flatMap(found -> {
            Optional<LockedVersion> writing = found.filter(locked -> locked.stored().live())
                    .filter(locked -> locked.at(planned).filter(c -> c.state() == Copy.State.WRITING).isPresent());
            List<ObjectNode> work = new ArrayList<>();
            found.map(LockedVersion::bucket)
                    .or(() -> begunIn)
                    .ifPresent(bucket -> work.add(tasks.purge(bucket, planned, Duration.ZERO)));
            writing.ifPresent(locked -> work.add(tasks.owed(locked.bucket(), version, planned.zone())));
            return Mono.justOrEmpty(writing)
                    .flatMap(locked -> locked.store(session, planned.zone(), Optional.empty()))
                    .then(owe(session, work))
                    .then(Mono.defer(() -> giveUpNow(session, List.of(planned))))
                    .thenReturn(true);
        })).then();
    }

    Mono<Void> abandon(Intent intent) {
        if (journal.leaseOf(intent).isEmpty()) {
            return Mono.empty();
        }
        List<ObjectNode> purges = intent.planned()
                .stream()
                .flatMap(place -> tasks.purgeTwice(intent.bucket(), place).stream())
                .toList();
        return settling(List.of(intent),
                session -> triesHaveEnded(session, intent).then(Mono.defer(() -> owe(session, purges)))
                        .then(Mono.defer(() -> giveUpNow(session, intent.planned())))
                        .thenReturn(true))
                .then();
    }

    /**
     * A COMMIT whose answer never came may still be on its way, and hold the key until it is there: nobody may be told
     * to purge what it is about to make live. A key that has no head gets one, since only a row can be waited for. A
     * statement that commits by itself may hold nothing yet, but it passes no fence.
     */
    private Mono<Boolean> triesHaveEnded(Session session, Intent intent) {
        HeadKey key = new HeadKey(intent.bucket(), intent.object().key());
        return Mono.justOrEmpty(journal.entryOf(intent).filter(Journal.Entry::tried))
                .flatMap(entry -> Journal.raise(session, new UUID[]{entry.row()}, journal.nextFence()))
                .flatMap(_ -> Heads.await(session, List.of(new Heads.Wanted(key, true))).thenReturn(true))
                .defaultIfEmpty(true);
    }

    Mono<Void> suspect(VersionId version, ZoneCode zone) {
        return database.transaction(session -> LockedVersion.live(session, version)
                .flatMap(locked -> Mono.justOrEmpty(locked.in(zone).filter(c -> c.state() == Copy.State.COMPLETE))
                        .flatMap(copy -> locked.store(session, zone,
                                Optional.of(new HeldCopy(copy.locator(), Copy.State.SUSPECT, copy.verified())))
                                .then(owe(session, List.of(tasks.verify(locked.bucket(), copy.locator())))))
                        .thenReturn(true)))
                .then();
    }

    /** In the transaction of a VERIFY task. */
    Mono<Void> verified(Session session, VersionId version, Locator place, boolean sound) {
        return LockedVersion.live(session, version)
                .flatMap(locked -> Mono.justOrEmpty(locked.at(place).filter(c -> c.state() == Copy.State.SUSPECT))
                        .flatMap(copy -> locked.store(session, place.zone(), Optional.of(sound
                                ? new HeldCopy(copy.locator(), Copy.State.COMPLETE, Optional.of(locked.now()))
                                : new HeldCopy(copy.locator(), Copy.State.CORRUPT, copy.verified())))
                                .then(owe(session, sound
                                        ? List.of()
                                        : List.of(tasks.owed(locked.bucket(), version, place.zone()))))))
                .then();
    }

    /**
     * Whether what lies there is refuse, in the transaction of a PURGE task. A lane that still writes after the horizon
     * is given up by this very answer.
     */
    Mono<Boolean> isRefuse(Session session, Locator place) {
        return LockedVersion.live(session, place.stamp().version())
                .flatMap(locked -> Mono.justOrEmpty(locked.at(place)).flatMap(copy -> giveUp(session, locked, copy)))
                .defaultIfEmpty(true);
    }

    private Mono<Boolean> giveUp(Session session, LockedVersion locked, HeldCopy copy) {
        Instant end = locked.stored().version().lastModified().plus(delays.horizon());
        if (copy.state() != Copy.State.WRITING || end.isAfter(locked.now())) {
            return Mono.just(false);
        }
        ZoneCode zone = copy.locator().zone();
        return locked.store(session, zone, Optional.empty())
                .then(owe(session, List.of(tasks.owed(locked.bucket(), locked.stored().version().id(), zone))))
                .thenReturn(true);
    }

    /** Work that decides these intents; they are over when it has been committed. */
    private <T> Mono<T> settling(List<Intent> intents, java.util.function.Function<Session, Mono<T>> work) {
        return Mono.defer(() -> {
            var emptied = journal.emptiedBy(intents);
            return database.transaction(session -> work.apply(session)
                    .flatMap(result -> forgetRows(session, emptied.toArray(UUID[]::new)).thenReturn(result)))
                    .doOnNext(_ -> journal.decided(intents, emptied));
        });
    }

    /** Uploads in parts that zones may have open for these. */
    private static Mono<Long> giveUpNow(Session session, List<Locator> planned) {
        return session.run(GIVE_UP_NOW,
                planned.stream().map(place -> place.stamp().version().value()).toArray(UUID[]::new),
                planned.stream().map(place -> place.zone().value()).toArray(String[]::new),
                planned.stream().map(place -> place.stamp().text()).toArray(String[]::new));
    }

    private static Mono<Long> forgetRows(Session session, UUID[] rows) {
        return rows.length == 0 ? Mono.just(0L) : session.run("DELETE FROM intents WHERE id = ANY ($1)", (Object) rows);
    }

    private static Mono<Long> owe(Session session, List<ObjectNode> work) {
        return Flux.fromIterable(work.isEmpty() ? List.<List<ObjectNode>>of() : List.of(work))
                .concatMap(rows -> session.run(OWE, TaskRows.json(rows)))
                .reduce(0L, Long::sum);
    }
}
