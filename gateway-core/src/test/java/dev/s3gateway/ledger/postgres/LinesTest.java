package dev.s3gateway.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.embedded.TestPostgres;
import dev.s3gateway.ledger.LedgerUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Connections that batches keep. */
@Timeout(60)
class LinesTest {

    private static final String PID = "SELECT pg_backend_pid() AS pid";

    private final Relay relay = new Relay(LedgerConfig.parse(TestPostgres.url()));
    private final Database database = new Database(relay.config()
            .withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofMillis(1500)));

    LinesTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        database.close().block();
        relay.close();
    }

    @Test
    void batchesThatFollowEachOtherUseTheSameConnection() {
        assertThat(pid()).isEqualTo(pid());
    }

    @Test
    void twoBatchesAtOnceHaveAConnectionEach() {
        Sinks.Empty<Void> end = Sinks.empty();
        CompletableFuture<@Nullable Integer> first = database
                .batch(session -> pid(session).flatMap(pid -> end.asMono().thenReturn(pid)))
                .toFuture();

        int second = pid();
        assertThat(database.busy()).isEqualTo(1);
        end.tryEmitEmpty();

        assertThat(first.join()).isNotNull().isNotEqualTo(second);
        assertThat(database.busy()).isZero();
    }

    @Test
    void everyConnectionHasItsTimeOutsAndItsPlansSet() {
        List<String> settings = Objects.requireNonNull(database.batch(session -> session.rows("""
                SELECT name || ' ' || setting AS setting FROM pg_settings
                 WHERE name IN ('lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout', 'jit',
                       'enable_seqscan', 'enable_hashjoin', 'enable_mergejoin', 'plan_cache_mode')""",
                row -> Rows.get(row, "setting", String.class))).block());

        assertThat(settings).containsExactlyInAnyOrder("lock_timeout 1500", "statement_timeout 2000",
                "idle_in_transaction_session_timeout 4000", "jit off", "enable_seqscan off", "enable_hashjoin off",
                "enable_mergejoin off", "plan_cache_mode force_generic_plan");
    }

    @Test
    void whatFailedOnAConnectionIsUndoneBeforeTheNextBatchUsesIt() {
        int before = pid();

        assertThat(database.batchOnce(session -> Database.begin(session)
                .then(session.run("CREATE TEMPORARY TABLE half_done (n integer)"))
                .then(session.run("SELECT 1 / 0")))
                .onErrorResume(_ -> Mono.just(-1L))
                .block()).isEqualTo(-1);

        assertThat(pid()).isEqualTo(before);
        assertThat(database.batch(session -> session.rows("SELECT to_regclass('half_done') IS NULL AS gone",
                row -> Rows.get(row, "gone", Boolean.class))).block()).containsExactly(true);
    }

    @Test
    void aConnectionThatDiesAmidABatchIsNotUsedAgain() {
        int before = pid();

        assertThat(database.batch(session -> session.run("SELECT pg_terminate_backend(pg_backend_pid())"))
                .onErrorReturn(LedgerUnavailable.class, -1L)
                .block()).isEqualTo(-1);

        assertThat(pid()).isNotEqualTo(before);
        assertThat(database.busy()).isZero();
    }

    @Test
    void aConnectionThatDiedWhileNobodyUsedItIsReplacedUnnoticed() {
        int before = pid();
        assertThat(database.alone(session -> session
                .rows("SELECT pg_terminate_backend(" + before + ") AS done", _ -> true)).block()).hasSize(1);

        assertThat(Mono.fromSupplier(this::pid).retry(1).block()).isNotEqualTo(before);
    }

    // F25, F31: the host of the database dies without a word, and another one takes its address.
    @Test
    void aConnectionThatFallsSilentEndsItsBatchAndIsReplaced() {
        int before = pid();
        assertThat(relay.silence()).isEqualTo(1);

        assertThat(database.batchOnce(LinesTest::pid).onErrorReturn(TimeoutException.class, 0).block()).isZero();

        assertThat(pid()).isNotEqualTo(before);
        assertThat(database.busy()).isZero();
    }

    @Test
    void aBatchAsAWholeHasOneTimeOut() {
        Mono<Long> slow = database.batchOnce(session -> session.run("SELECT pg_sleep(1.6)")
                .then(session.run("SELECT pg_sleep(1.7)")));

        assertThat(slow.onErrorReturn(TimeoutException.class, -1L).block()).isEqualTo(-1);
        assertThat(database.busy()).isZero();
    }

    private int pid() {
        return Objects.requireNonNull(database.batch(LinesTest::pid).block());
    }

    private static Mono<Integer> pid(Session session) {
        return session.rows(PID, row -> Rows.get(row, "pid", Integer.class)).map(List::getFirst);
    }
}
