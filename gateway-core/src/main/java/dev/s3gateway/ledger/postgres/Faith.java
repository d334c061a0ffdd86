package dev.s3gateway.ledger.postgres;

import dev.s3gateway.ledger.LedgerUnavailable;
import io.r2dbc.spi.Readable;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Whether this process may rely on the database to keep what it takes. One that has lost acknowledged writes, such as a
 * standby that lagged behind, is read-only from then on, for every process, until an operator resumes; one that takes no
 * writes is so until it does.
 */
final class Faith implements Doorkeeper {

    private static final Logger LOG = LoggerFactory.getLogger(Faith.class);
    private static final String MARK = """
            UPDATE ledger_state SET lost = $1, lost_at = clock_timestamp() WHERE lost_at IS NULL AND incarnation = $2""";

    /** What the database says of itself. */
    record State(long incarnation, Optional<String> lost) {
        static State of(Readable row) {
            return new State(Rows.get(row, "incarnation", Long.class),
                    Optional.ofNullable(row.get("lost", String.class)));
        }

        void requireWrites() {
            lost.ifPresent(why -> {
                throw new LedgerUnavailable(why, null);
            });
        }
    }

    private final Acknowledged acknowledged;
    private final String process;
    private volatile State state = new State(0, Optional.empty());
    private volatile Optional<String> refused = Optional.empty();

    Faith(Acknowledged acknowledged, String process) {
        this.acknowledged = acknowledged;
        this.process = process;
    }

    /** Why nothing is written at present. */
    Optional<String> why() {
        return state.lost().or(() -> refused);
    }

    @Override
    public void requireWrites() {
        why().ifPresent(why -> {
            throw new LedgerUnavailable(why, null);
        });
    }

    @Override
    public Mono<Void> meet(Session fresh) {
        return Mono.defer(() -> {
            State met = state;
            return acknowledged.missing(fresh, met.incarnation())
                    .filter(missing -> missing > 0)
                    .flatMap(missing -> lost(met, "the database lost " + missing + " of the last writes that "
                            + process + " acknowledged")
                            .then(mark(fresh)));
        });
    }

    private Mono<Void> lost(State met, String words) {
        return Mono.fromRunnable(() -> {
            if (state.lost().isEmpty() && state.incarnation() == met.incarnation()) {
                state = new State(met.incarnation(), Optional.of(words));
                alarm(words);
            }
        });
    }

    private static void alarm(String words) {
        LOG.error(
                "ALARM: {}. It is read-only from now on, and nothing is removed from zones. Put the missing writes back"
                        + " into it, or go on without them: s3gateway ledger resume",
                words);
    }

    /** So that every process knows. Where that fails the next renewal tries again. */
    private Mono<Void> mark(Session session) {
        return Mono.defer(() -> state.lost()
                .map(words -> session.run(MARK, words, state.incarnation()).then())
                .orElseGet(Mono::empty))
                .onErrorResume(failure -> Mono.fromRunnable(
                        () -> LOG.warn("other gateways could not be told that writes were lost: {}",
                                failure.toString())));
    }

    /** A lease begins: what was acknowledged under another incarnation counts no more. */
    void begin(State told) {
        if (told.incarnation() != state.incarnation()) {
            acknowledged.forget();
            state = told;
            told.lost().ifPresent(Faith::alarm);
        }
        refused = Optional.empty();
    }

    /** What a renewal was told; tells what the database does not know yet. */
    Mono<Void> learn(Session session, State told) {
        return Mono.defer(() -> {
            refused = Optional.empty();
            State mine = state;
            if (told.incarnation() != mine.incarnation() || told.lost().equals(mine.lost())) {
                return Mono.empty();
            }
            return told.lost().isPresent() ? lost(mine, told.lost().get()) : lookAgain(session, mine);
        });
    }

    /** The mark could not be made, or this is the database that lost nothing. */
    private Mono<Void> lookAgain(Session session, State mine) {
        return acknowledged.missing(session, mine.incarnation())
                .flatMap(missing -> missing > 0 ? mark(session) : Mono.fromRunnable(() -> {
                    state = new State(mine.incarnation(), Optional.empty());
                    LOG.warn("the database has every write again that was missing; writes go on");
                }));
    }

    /** It answers, but takes no writes. */
    void refused(Throwable why) {
        if (refused.isEmpty()) {
            LOG.warn("writes are refused: {}", String.valueOf(why.getMessage()));
        }
        refused = Optional.of("the database takes no writes at present");
    }
}
