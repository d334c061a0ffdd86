package dev.s3gateway.ledger.postgres;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.s3gateway.ledger.Commit;
import dev.s3gateway.ledger.CommitResult;
import dev.s3gateway.ledger.Delays;
import dev.s3gateway.ledger.Intent;
import dev.s3gateway.ledger.postgres.GroupCommit.Outcome;
import dev.s3gateway.ledger.postgres.Mutation.Decision;
import dev.s3gateway.ledger.postgres.Mutation.Put;
import dev.s3gateway.ledger.postgres.PlainStatement.Row;
import dev.s3gateway.ledger.postgres.PlainStatement.Taken;
import dev.s3gateway.ledger.postgres.PlainStatement.Told;
import dev.s3gateway.lifecycle.CrashPoints;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;

/**
 * T2 of writes that nothing but the state of the world can refuse: all of it is decided by the one statement that does it,
 * and that is its own transaction. What it meets a closed bucket for is refused by a transaction of its own.
 */
final class PlainBatch {

    private final Database database;
    private final Journal journal;
    private final TaskRows tasks;
    private final Delays delays;
    private final CrashPoints crash;
    private final UnknownOutcomes outcomes;

    PlainBatch(Database database, Journal journal, TaskRows tasks, Delays delays, CrashPoints crash,
            UnknownOutcomes outcomes) {
        this.database = database;
        this.journal = journal;
        this.tasks = tasks;
        this.delays = delays;
        this.crash = crash;
        this.outcomes = outcomes;
    }

    /** Whether there is nothing to decide about it: no condition to hold against the head, no upload that it ends. */
    static boolean takes(Mutation mutation) {
        return mutation instanceof Put(var commit) && commit.upload().isEmpty()
                && commit.conditions().ifMatch().isEmpty() && commit.conditions().ifNoneMatch().isEmpty();
    }

    /** Empty: the bucket is not open, which is not this one's to settle. */
    Mono<List<Optional<Outcome<Decision>>>> run(List<Commit> batch) {
        List<Row> rows = batch.stream()
                .flatMap(commit -> journal.entryOf(commit.intent())
                        .map(entry -> new Row(commit, entry.row(), entry.lease()))
                        .stream())
                .sorted(Comparator.comparing(row -> new Put(row.commit()).head()))
                .toList();
        List<Intent> intents = rows.stream().map(row -> row.commit().intent()).toList();
        journal.trying(intents);
        AtomicBoolean sent = new AtomicBoolean();
        return rows.isEmpty()
                ? Mono.just(outcomes(batch, List.of(), new Told(Set.of(), Set.of(), Map.of())))
                : take(rows, intents, sent)
                        .map(told -> outcomes(batch, rows, told))
                        .onErrorResume(failure -> sent.get() && !SqlFailures.isUndone(failure),
                                _ -> outcomes.readAgain(batch).map(found -> found.stream().map(Optional::of).toList()));
    }

    private Mono<Told> take(List<Row> rows, List<Intent> intents, AtomicBoolean sent) {
        // Before anybody can raise a fence against this very statement.
        long fence = journal.fence();
        Set<UUID> emptied = journal.emptiedBy(intents);
        List<ObjectNode> work = rows.stream().flatMap(row -> tasks.of(row.commit(), row.lease()).stream()).toList();
        return database.batchOnce(session -> crash.at("ledger.before-commit")
                .then(Mono.defer(() -> {
                    sent.set(true);
                    return PlainStatement.run(session, rows, fence, emptied.toArray(UUID[]::new), work,
                            delays.grace().toMillis());
                }))
                .flatMap(told -> crash.at("ledger.after-commit").thenReturn(told)))
                .doOnNext(told -> journal.decided(
                        told.taken().keySet().stream().map(place -> rows.get(place).commit().intent()).toList(),
                        told.taken().size() == rows.size() ? emptied : Set.of()));
    }

    private static List<Optional<Outcome<Decision>>> outcomes(List<Commit> batch, List<Row> rows, Told told) {
        List<Optional<Outcome<Decision>>> outcomes = new ArrayList<>();
        List<Commit> sent = rows.stream().map(Row::commit).toList();
        for (Commit commit : batch) {
            int place = sent.indexOf(commit);
            outcomes.add(place < 0
                    ? done(new CommitResult.LeaseLost())
                    : outcome(rows.get(place), told, Optional.ofNullable(told.taken().get(place))));
        }
        return List.copyOf(outcomes);
    }

    private static Optional<Outcome<Decision>> outcome(Row row, Told told, Optional<Taken> taken) {
        if (taken.isPresent()) {
            return done(committed(row.commit(), taken.get()));
        }
        if (!told.leases().contains(row.lease())) {
            return done(new CommitResult.LeaseLost());
        }
        return told.buckets().contains(row.commit().intent().bucket().value())
                ? Optional.of(new Outcome.Missed<>())
                : Optional.empty();
    }

    static CommitResult committed(Commit commit, Taken taken) {
        return new CommitResult.Committed(Changes.version(commit, taken.sequence(), taken.modified()));
    }

    private static Optional<Outcome<Decision>> done(CommitResult result) {
        return Optional.of(new Outcome.Done<>(new Decision.OfPut(result)));
    }
}
