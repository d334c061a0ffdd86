package dev.s3gateway.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.ledger.LedgerTable;
import dev.s3gateway.ledger.OperationsLog;
import dev.s3gateway.ledger.OperationsLog.Entry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** How the days of the operations log lie in PostgreSQL, and the queries that operators were promised. */
class PostgresLogTest {

    private final PostgresWorld world = new PostgresWorld();
    private final LedgerTable table = new LedgerTable(world);
    private final OperationsLog log = table.ledger().operations();

    @AfterEach
    void close() {
        table.close();
    }

    @Test
    void anEntryOfTodayLiesInThePartitionOfItsDay() {
        Instant now = Instant.now();

        log.append(List.of(entry("today", now), entry("tomorrow", now.plus(Duration.ofDays(1))))).block();

        assertThat(world.column("SELECT tableoid::regclass::text FROM operations_log WHERE bucket_name = 'b'"
                + " ORDER BY created_at", String.class))
                .containsExactly(partition(day(now)), partition(day(now).plusDays(1)));
    }

    @Test
    void aDayThatEndedBeforeTheRetentionIsDroppedWithItsPartition() {
        LocalDate today = day(Instant.now());
        for (int age = 9; age <= 12; age++) {
            LocalDate day = today.minusDays(age);
            world.run("CREATE TABLE " + partition(day) + " PARTITION OF operations_log FOR VALUES FROM ('" + day
                    + " 00:00:00+00') TO ('" + day.plusDays(1) + " 00:00:00+00')");
            log.append(List.of(entry("age-" + age, day.atTime(12, 0).toInstant(ZoneOffset.UTC)))).block();
        }

        assertThat(log.rotate(Duration.ofDays(10)).block()).isEqualTo(2);

        assertThat(world.column("SELECT request_id FROM operations_log WHERE bucket_name = 'b' ORDER BY created_at",
                String.class)).containsExactly("age-10", "age-9");
        assertThat(log.rotate(Duration.ofDays(1)).block()).isEqualTo(2);
        assertThat(log.rotate(Duration.ofDays(1)).block()).isZero();
    }

    @Test
    void gatewaysMayRotateAtOnceAndWhileOthersWrite() {
        List<OperationsLog> gateways = IntStream.range(0, 4).mapToObj(_ -> world.process().operations()).toList();
        world.run("DROP TABLE " + partition(day(Instant.now()).plusDays(2)));

        Flux.fromIterable(gateways)
                .flatMap(gateway -> gateway.rotate(Duration.ofDays(10))
                        .then(gateway.append(List.of(entry("while", Instant.now())))))
                .then()
                .block();

        assertThat(world.column("SELECT count(*) FROM operations_log WHERE request_id = 'while'", Long.class))
                .containsExactly(4L);
        assertThat(world.column("SELECT to_regclass('" + partition(day(Instant.now()).plusDays(2)) + "') IS NOT NULL",
                Boolean.class)).containsExactly(true);
    }

    @Test
    void theQueriesOfTheManualAnswerAsWritten() {
        table.committed(table.write("whole").to("oslo", "bergen"));
        table.committed(table.write("owing").to("oslo").owing("bergen"));
        log.append(List.of(entry("read", Instant.now().plusSeconds(1)))).block();

        assertThat(world.rows("SELECT * FROM operations_log ORDER BY created_at DESC LIMIT 10;",
                row -> Rows.get(row, "operation_type", String.class)))
                .containsExactly("GetObject", "PutObject", "PutObject", "CreateBucket");
        assertThat(world.rows("""
                SELECT object_key, current_replica_count, required_replica_count, sync_status\s
                FROM objects ORDER BY created_at DESC LIMIT 10;""",
                row -> row.get("object_key", String.class) + " " + row.get("current_replica_count", Integer.class)
                        + " of " + row.get("required_replica_count", Integer.class) + " "
                        + row.get("sync_status", String.class)))
                .containsExactly("owing 1 of 1 pending", "whole 2 of 1 synced");
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    private static String partition(LocalDate day) {
        return "operations_log_d" + day.toString().replace('-', '_');
    }

    private static Entry entry(String request, Instant at) {
        return new Entry("GetObject", "b", Optional.of("k"), Optional.empty(), 200, 1, 1, request, "127.0.0.1", at);
    }
}
