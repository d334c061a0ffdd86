package dev.s3gateway.ledger.postgres;

import dev.s3gateway.ledger.Intent;
import dev.s3gateway.ledger.postgres.GroupCommit.Outcome;
import dev.s3gateway.ledger.postgres.GroupCommit.Work;
import dev.s3gateway.ledger.postgres.Mutation.Decision;
import dev.s3gateway.lifecycle.Background;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * T1 and T2 of all requests take turns: while a batch of one is under way, both gather for the next. Side by side each would
 * find half as many waiting, and a batch costs nearly the same however few are in it.
 */
final class Writes {

    private sealed interface Request {
        record Begin(Intent what) implements Request {}

        record Change(Mutation what) implements Request {}

        default Stream<Intent> intent() {
            return this instanceof Begin(Intent intent) ? Stream.of(intent) : Stream.empty();
        }

        default Stream<Mutation> mutation() {
            return this instanceof Change(Mutation mutation) ? Stream.of(mutation) : Stream.empty();
        }

        default Object key() {
            return switch (this) {
                case Begin(Intent intent) -> intent;
                case Change(Mutation mutation) -> mutation.head();
            };
        }

        default Kind kind() {
            return switch (this) {
                case Begin _ -> Kind.INTENTS;
                case Change(Mutation mutation) -> PlainBatch.takes(mutation) ? Kind.PLAIN : Kind.DECIDED_HERE;
            };
        }
    }

    private enum Kind {
        INTENTS, PLAIN, DECIDED_HERE
    }

    private sealed interface Answer {
        record Begun(boolean open) implements Answer {}

        record Decided(Decision decision) implements Answer {}
    }

    static final int WORKERS = 6;
    /** So many that wait, of all kinds, are worth a further worker. */
    static final int CROWD = 128;

    private final GroupCommit<Request, Answer> group;
    private final Work<Intent, Boolean> intents;
    private final Work<Mutation, Decision> changes;

    Writes(Work<Intent, Boolean> intents, Work<Mutation, Decision> changes, Background background,
            LongSupplier nanoTime) {
        this.intents = intents;
        this.changes = changes;
        this.group = new GroupCommit<>("ledger writes", WORKERS, CROWD, Request::key, Request::kind, background,
                this::run, nanoTime);
    }

    /** T1: whether the bucket is open. */
    Mono<Boolean> begin(Intent intent) {
        return group.submit(new Request.Begin(intent)).map(answer -> switch (answer) {
            case Answer.Begun(boolean open) -> open;
            case Answer.Decided _ -> throw mixedUp();
        });
    }

    /** T2. */
    Mono<Decision> change(Mutation mutation) {
        return group.submit(new Request.Change(mutation)).map(answer -> switch (answer) {
            case Answer.Decided(Decision decision) -> decision;
            case Answer.Begun _ -> throw mixedUp();
        });
    }

    static IllegalStateException mixedUp() {
        return new IllegalStateException("a change was answered as another kind of change");
    }

    /** A batch is of one kind, so that one of these is empty. */
    private Mono<List<Outcome<Answer>>> run(List<Request> batch, boolean alone) {
        List<Intent> begun = batch.stream().flatMap(Request::intent).toList();
        List<Mutation> changed = batch.stream().flatMap(Request::mutation).toList();
        return changed.isEmpty()
                ? intents.run(begun, alone).map(outcomes -> all(outcomes, Answer.Begun::new))
                : changes.run(changed, alone).map(outcomes -> all(outcomes, Answer.Decided::new));
    }

    private static <R> List<Outcome<Answer>> all(List<Outcome<R>> outcomes, Function<R, Answer> as) {
        return outcomes.stream().map(outcome -> outcome.map(as)).toList();
    }
}
