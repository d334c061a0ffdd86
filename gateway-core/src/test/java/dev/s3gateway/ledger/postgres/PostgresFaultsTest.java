package dev.s3gateway.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.ledger.CommitResult;
import dev.s3gateway.ledger.CommitResult.Committed;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.LedgerTable;
import dev.s3gateway.ledger.LedgerTable.Write;
import dev.s3gateway.ledger.RemoveResult;
import dev.s3gateway.ledger.RemoveResult.Removed;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.ledger.postgres.LossyProxy.Loss;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.VersionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Connections that break around a COMMIT, and transactions that lose every fifth race: each mutation happens once. */
@Timeout(120)
class PostgresFaultsTest {

    private final PostgresWorld world = new PostgresWorld();
    private final LedgerTable table = new LedgerTable(world);
    private final LossyProxy proxy = new LossyProxy(world.config());
    private final Ledger ledger = world.process(proxy.config(), CrashPoints.NONE);

    PostgresFaultsTest() {
        ledger.leases().acquire().block();
    }

    @AfterEach
    void close() {
        world.run("DROP FUNCTION IF EXISTS lose_races CASCADE");
        world.run("DROP SEQUENCE IF EXISTS races");
        table.close();
        proxy.close();
    }

    @ParameterizedTest
    @EnumSource
    void aWriteWhoseConnectionBreaksAroundItsCommitHappensOnce(Loss loss) {
        Write write = begun("k");
        proxy.lose(loss);

        CommitResult result = commit(write).block();

        assertThat(proxy.cuts()).isEqualTo(1);
        assertThat(result).isInstanceOf(Committed.class);
        assertThat(table.current("k").map(Version::sequence)).contains(1L);
        assertThat(logged("PutObject")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aRemovalWhoseConnectionBreaksAroundItsCommitHappensOnce(Loss loss) {
        Version version = table.committed(table.write("k").to("oslo"));
        proxy.lose(loss);

        RemoveResult result = remove("k").block();

        assertThat(proxy.cuts()).isEqualTo(1);
        assertThat(result).isEqualTo(new Removed(Optional.of(version.id())));
        assertThat(table.current("k")).isEmpty();
        assertThat(table.claim(Task.Kind.PURGE)).hasSize(1);
        assertThat(logged("DeleteObject")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aBatchWhoseConnectionBreaksAroundItsCommitHappensOnce(Loss loss) {
        for (int round = 1; round <= 5; round++) {
            List<Write> writes = IntStream.range(0, 40).mapToObj(i -> begun("k" + i % 8)).toList();
            proxy.lose(loss);

            assertThat(all(writes.stream().map(this::commit))).hasSize(40).allMatch(Committed.class::isInstance);

            assertThat(proxy.cuts()).isEqualTo(round);
        }
        assertSequencesAreTotal(200);
        assertThat(logged("PutObject")).isEqualTo(200);
        ledger.leases().renew().block();
        assertThat(world.column("SELECT count(*) FROM intents", Long.class)).containsExactly(0L);
    }

    @Test
    void everyFifthTransactionLosesARaceAndNothingHappensTwice() { // F28
        everyFifthStatementFails("AFTER INSERT ON versions", "FOR EACH STATEMENT");
        everyFifthStatementFails("AFTER INSERT ON intents", "FOR EACH STATEMENT");
        everyFifthStatementFails("AFTER UPDATE ON tasks", "FOR EACH STATEMENT");
        Ledger other = table.another();

        List<CommitResult> results = all(IntStream.range(0, 200).mapToObj(i -> {
            Ledger either = i % 2 == 0 ? table.ledger() : other;
            Write write = table.write("k" + i % 16).to("oslo");
            return either.versions()
                    .begin(write.commit().intent())
                    .then(Mono.defer(() -> either.versions().commit(write.commit())));
        }));

        assertThat(results).hasSize(200).allMatch(Committed.class::isInstance);
        assertSequencesAreTotal(200);
        assertThat(table.claim(Task.Kind.PURGE)).hasSize(184);
        assertThat(logged("PutObject")).isEqualTo(200);
        assertThat(world.column("SELECT last_value FROM races", Long.class).getFirst()).isGreaterThan(40);
    }

    @Test
    void workThatFindsNothingLeavesNoTransactionOpen() {
        ledger.versions().suspect(new VersionId(UUID.randomUUID()), LedgerTable.zone("oslo")).block();

        assertThat(world.column("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND state LIKE 'idle in transaction%'", Long.class)).containsExactly(0L);
    }

    @Test
    void aRaceThatIsLostInTheCommitItselfIsRunAgain() { // F28
        everyFifthStatementFails("AFTER INSERT ON versions DEFERRABLE INITIALLY DEFERRED",
                "FOR EACH ROW WHEN (NEW.key = 'k0')");

        List<CommitResult> results = new ArrayList<>();
        for (int round = 0; round < 12; round++) {
            results.addAll(all(IntStream.range(0, 4).mapToObj(i -> commit(begun("k" + i)))));
        }

        assertThat(results).hasSize(48).allMatch(Committed.class::isInstance);
        assertSequencesAreTotal(48);
        assertThat(world.column("SELECT last_value FROM races", Long.class).getFirst()).isGreaterThan(12);
    }

    private void everyFifthStatementFails(String when, String each) {
        world.run("CREATE SEQUENCE IF NOT EXISTS races");
        world.run("""
                CREATE OR REPLACE FUNCTION lose_races() RETURNS trigger LANGUAGE plpgsql AS $$
                DECLARE race bigint := nextval('races');
                BEGIN
                    IF race % 10 = 0 THEN RAISE 'a race is lost' USING ERRCODE = '40001'; END IF;
                    IF race % 10 = 5 THEN RAISE 'two waited for each other' USING ERRCODE = '40P01'; END IF;
                    RETURN NULL;
                END $$""");
        world.run("CREATE " + (when.contains("DEFERRED") ? "CONSTRAINT " : "") + "TRIGGER lose_races " + when + " "
                + each + " EXECUTE FUNCTION lose_races()");
    }

    private void assertSequencesAreTotal(long versions) {
        assertThat(world.rows(
                """
                        SELECT count(*) AS versions, count(DISTINCT (key, sequence)) AS places,
                               (SELECT sum(top) FROM (SELECT max(sequence) AS top FROM versions GROUP BY key) t)::bigint AS tops,
                               count(*) FILTER (WHERE state = 'COMMITTED') AS live, count(DISTINCT key) AS keys FROM versions""",
                row -> List.of(Rows.get(row, "versions", Long.class), Rows.get(row, "places", Long.class),
                        Rows.get(row, "tops", Long.class),
                        Rows.get(row, "live", Long.class) - Rows.get(row, "keys", Long.class))))
                .containsExactly(List.of(versions, versions, versions, 0L));
    }

    private long logged(String operation) {
        return world.column("SELECT count(*) FROM operations_log WHERE operation_type = '" + operation + "'",
                Long.class).getFirst();
    }

    private Write begun(String key) {
        Write write = table.write(key).to("oslo");
        ledger.versions().begin(write.commit().intent()).block();
        return write;
    }

    private Mono<CommitResult> commit(Write write) {
        return ledger.versions().commit(write.commit());
    }

    private Mono<RemoveResult> remove(String key) {
        Write write = table.write(key);
        return ledger.versions()
                .remove(table.bucket().id(), write.commit().intent().object(), Conditions.NONE, LedgerTable.ORIGIN);
    }

    private static <T> List<T> all(Stream<Mono<T>> calls) {
        return Objects.requireNonNull(Flux.merge(Flux.fromStream(calls), 64).collectList().block());
    }
}
