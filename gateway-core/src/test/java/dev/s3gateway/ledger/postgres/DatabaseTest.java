package dev.s3gateway.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.embedded.TestPostgres;
import dev.s3gateway.ledger.LedgerUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

@Timeout(60)
class DatabaseTest {

    private final Relay relay = new Relay(LedgerConfig.parse(TestPostgres.url()));
    private final Database database = new Database(relay.config()
            .withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(2)));

    DatabaseTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        database.close().block();
        relay.close();
    }

    // F25, F31: the host of the database dies without a word, and another one takes its address.
    @Test
    void aConnectionThatAnswersNothingIsGivenUpForANewOne() {
        assertThat(one().block()).isEqualTo(1);
        assertThat(relay.silence()).isEqualTo(1);

        assertThat(one().onErrorReturn(LedgerUnavailable.class, 0).block()).isZero();

        assertThat(one().block()).isEqualTo(1);
    }

    @Test
    void aCallerWhoLeavesASilentConnectionDoesNotLeaveItToTheNext() {
        assertThat(one().block()).isEqualTo(1);
        assertThat(relay.silence()).isEqualTo(1);

        assertThat(one().timeout(Duration.ofMillis(50)).onErrorReturn(TimeoutException.class, 0).block()).isZero();

        assertThat(one().retry(1).block()).isEqualTo(1);
    }

    // F31: the leases and keys that a process has locked must not stay so when its host has died.
    @Test
    void aTransactionThatGoesSilentLosesItsLocks() {
        Disposable silent = database
                .once(session -> session.rows("SELECT pg_advisory_xact_lock(4711)", _ -> true).then(Mono.never()),
                        Database::commit)
                .subscribe();
        assertThat(isFree().repeat().takeUntil(free -> !free).blockLast()).isFalse();

        assertThat(isFree().repeat().takeUntil(free -> free).blockLast()).isTrue();

        silent.dispose();
    }

    private Mono<Boolean> isFree() {
        return database.alone(session -> session
                .rows("SELECT pg_try_advisory_xact_lock(4711) AS free", row -> Rows.get(row, "free", Boolean.class))
                .map(List::getFirst));
    }

    private Mono<Integer> one() {
        return database.alone(session -> session
                .rows("SELECT 1 AS one", row -> Rows.get(row, "one", Integer.class))
                .map(List::getFirst));
    }
}
