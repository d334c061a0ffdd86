package dev.s3gateway.ledger.postgres;

import dev.s3gateway.ledger.LedgerUnavailable;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** What a failure of the database means for us, by its SQLSTATE. */
final class SqlFailures {

    private static final Set<String> SERIALIZATION = Set.of("40001", "40P01");
    private static final Set<String> DATA_CLASSES = Set.of("21", "22", "23", "54");
    private static final Set<String> CATALOGUE = Set.of("23505", "42P07", "42710");
    private static final Set<String> WRITES_REFUSED = Set.of("25006", "53100");
    private static final String LOCK_TIMEOUT = "55P03";

    private SqlFailures() {}

    /** The transaction lost a race and was undone: again. */
    static boolean isLostRace(Throwable failure) {
        return state(failure).filter(SERIALIZATION::contains).isPresent();
    }

    /** The server says that it did not do what it was asked to; not that it ended, or was ended, meanwhile. */
    static boolean isUndone(Throwable failure) {
        return isLostRace(failure) || isData(failure) || isLockTimeout(failure) || isWriteRefused(failure);
    }

    /** Two made the same table at once; PostgreSQL finds it out in its own catalogue. */
    static boolean isMadeAlready(Throwable failure) {
        return state(failure).filter(CATALOGUE::contains).isPresent();
    }

    static boolean isLockTimeout(Throwable failure) {
        return state(failure).filter(LOCK_TIMEOUT::equals).isPresent();
    }

    /** The database will never take these rows as they are. */
    static boolean isData(Throwable failure) {
        return state(failure).filter(s -> DATA_CLASSES.contains(s.substring(0, 2))).isPresent();
    }

    /** It answers, but takes no writes: it is a standby, was made read-only, or its disk is full. */
    static boolean isWriteRefused(Throwable failure) {
        return state(failure).filter(WRITES_REFUSED::contains).isPresent();
    }

    static boolean is(Throwable failure, String sqlState) {
        return state(failure).filter(sqlState::equals).isPresent();
    }

    /** It gave no connection or no answer in the time that we had; by its own clock, or by ours. */
    static boolean isLate(Throwable failure) {
        return failure instanceof TimeoutException || failure instanceof R2dbcTimeoutException;
    }

    static Throwable translate(Throwable failure) {
        if (failure instanceof LedgerUnavailable) {
            return failure;
        }
        return new LedgerUnavailable(isLate(failure)
                ? "the database did not answer in time"
                : "the database does not do it: " + failure.getMessage(), failure);
    }

    private static Optional<String> state(Throwable failure) {
        return failure instanceof R2dbcException sql
                ? Optional.ofNullable(sql.getSqlState()).filter(s -> s.length() == 5)
                : Optional.empty();
    }
}
