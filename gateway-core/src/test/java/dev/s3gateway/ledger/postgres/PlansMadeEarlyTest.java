package dev.s3gateway.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.ledger.BucketMemory;
import dev.s3gateway.ledger.Adoption;
import dev.s3gateway.ledger.Commit;
import dev.s3gateway.ledger.Foreign;
import dev.s3gateway.ledger.LedgerTable;
import dev.s3gateway.ledger.LedgerTable.Write;
import dev.s3gateway.ledger.UploadClaim;
import dev.s3gateway.ledger.UploadId;
import dev.s3gateway.ledger.postgres.GroupCommit.Outcome;
import dev.s3gateway.ledger.postgres.Mutation.Adopt;
import dev.s3gateway.ledger.postgres.Mutation.HeadKey;
import dev.s3gateway.ledger.postgres.Mutation.Put;
import dev.s3gateway.ledger.postgres.Mutation.Remove;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ETag;
import dev.s3gateway.object.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import reactor.core.publisher.Mono;

/**
 * A kept connection plans each statement once, and in a fresh installation that is while every table is empty: a plan that
 * walks through a whole table is then as good as any. It must not be taken, since it stays when the table has grown.
 */
@Timeout(120)
class PlansMadeEarlyTest {

    private static final int BATCH = 10;
    private static final int GROWN = 10_000;
    /** Index entries and rows; looking at one of each table for each of the batch is a tenth of it. */
    private static final long FEW = 1_000;

    private final PostgresWorld world = new PostgresWorld();
    private final LedgerTable table = new LedgerTable(world);
    private final Database database = new Database(world.config());
    private final HeldLease lease = new HeldLease(Duration.ofDays(1), System::nanoTime);
    private final Journal journal = new Journal();
    private final Acknowledged acknowledged = new Acknowledged(Duration.ofHours(1), System::nanoTime);
    private final IntentBatch intents = new IntentBatch(database, journal, lease, CrashPoints.NONE);
    private final CommitBatch commits = new CommitBatch(database, journal, lease, LedgerTable.DELAYS,
            CrashPoints.NONE, acknowledged);
    private final PostgresVersions versions = new PostgresVersions(database, journal, lease, LedgerTable.DELAYS,
            new Background(Duration.ofSeconds(1)), CrashPoints.NONE, acknowledged);
    private final PostgresBuckets buckets = new PostgresBuckets(database, LedgerTable.DELAYS,
            new BucketMemory(System::nanoTime),
            new Background(Duration.ofSeconds(1)));

    /** What is asked of the database in batches, each with statements of its own. */
    record Work(String name, Function<PlansMadeEarlyTest, Mono<? extends List<?>>> run) {
        @Override
        public String toString() {
            return name;
        }
    }

    static final List<Work> WORK = List.of(
            new Work("intents", test -> test.intents.run(test.writes("begun", Function.identity())
                    .stream()
                    .map(put -> put.commit().intent())
                    .toList(), false)),
            new Work("first puts",
                    test -> test.committed(test.begun(UUID.randomUUID().toString(), Function.identity()))),
            new Work("later puts", test -> test.committed(test.begun("k", Function.identity()))),
            new Work("conditional puts", test -> test.committed(test.begun("k",
                    write -> write.ifNoneMatch(new ETag("another"))))),
            new Work("indebted puts",
                    test -> test.committed(test.begun("k", write -> write.owing("vardo").running("tromso")))),
            new Work("completions", test -> test.committed(test.claimed())),
            new Work("puts alone",
                    test -> test.commits.run(test.begun("k", Function.identity()).subList(0, 1), true)),
            new Work("removals", test -> test.committed(test.removals())),
            new Work("adoptions", test -> test.committed(test.adoptions())),
            new Work("versions", test -> test.committed(test.begun("k", Function.identity()))
                    .then(test.versions.lookUp(test.keys()))),
            new Work("buckets", test -> test.buckets.lookUp(List.of(test.table.bucket().name()))));

    @BeforeEach
    void beginEmpty() {
        new PostgresLeases(database, lease, journal, LedgerTable.DELAYS, "early", new Faith(acknowledged, "early"))
                .acquire()
                .block();
        world.run("UPDATE leases SET expires_at = 'infinity'");
        world.run("ANALYZE");
    }

    @AfterEach
    void close() {
        database.close().block();
        table.close();
    }

    @ParameterizedTest
    @FieldSource("WORK")
    void whatWasPlannedWhileTheTablesWereEmptyWalksThroughNoneOfThem(Work work) {
        run(work);
        // Only now is there something to replace.
        run(work);
        grow();

        // What others did may be counted late, but not three times.
        long least = LongStream.generate(() -> touchedBy(work)).limit(3).min().orElseThrow();

        assertThat(least).isPositive().isLessThan(FEW);
    }

    private long touchedBy(Work work) {
        long before = touched();
        run(work);
        return touched() - before;
    }

    private void run(Work work) {
        assertThat(work.run.apply(this).block()).isNotEmpty();
    }

    private void grow() {
        UUID bucket = UUID.randomUUID();
        String rows = " FROM generate_series(1, " + GROWN + ") n";
        world.run("INSERT INTO buckets (id, name, owner, region, state, created_at)"
                + " SELECT gen_random_uuid(), 'grown-' || n, 'alice', '', 'OPEN', now()" + rows);
        world.run("INSERT INTO zone_buckets (bucket_id, zone, name, state, layout, position)"
                + " SELECT id, 'oslo', name, 'OPEN', 'SEALED', 0 FROM buckets WHERE name LIKE 'grown-%'");
        world.run("INSERT INTO leases (id, process, acquired_at, expires_at)"
                + " SELECT gen_random_uuid(), 'gone', now(), 'infinity'" + rows);
        world.run("INSERT INTO heads (bucket_id, key, sequence, live, version_id, size, etag, last_modified) SELECT '"
                + bucket + "', 'grown-' || n, 1, true, gen_random_uuid(), 1, 'e', now()" + rows);
        world.run("INSERT INTO versions (id, bucket_id, key, sequence, state, size, etag, crc32c, metadata, checksums,"
                + " last_modified, required_copies, copy_zones, copy_buckets, copy_keys, copy_versions, copy_stamps,"
                + " copy_states, copy_verified) SELECT version_id, bucket_id, key, 1, 'COMMITTED', 1, 'e', 0,"
                + " '{}', '{}', now(), 1, '{}', '{}', '{}', '{}', '{}', '{}', '{}' FROM heads WHERE bucket_id = '"
                + bucket + "'");
        world.run(
                "INSERT INTO tasks (kind, zone, bucket_id, version_id, place_stamp, due_at) SELECT k, 'oslo', bucket_id,"
                        + " version_id, '1.' || version_id || '.1', now() + interval '1 day' FROM heads"
                        + " CROSS JOIN unnest(ARRAY['COPY', 'PURGE']) k WHERE bucket_id = '" + bucket + "'");
        world.run("INSERT INTO uploads (id, bucket_id, key, owner, state, version_id, metadata, checksum, lanes,"
                + " initiated_at, epoch) SELECT gen_random_uuid(), '" + bucket + "', 'grown-' || n, 'alice',"
                + " 'COMPLETING', gen_random_uuid(), '{}', '', '[]', now(), 1" + rows);
        world.run("INSERT INTO intents (id, lease, places, created_at)"
                + " SELECT gen_random_uuid(), gen_random_uuid(), '[]', now()" + rows);
    }

    /** Entries of indexes and rows of tables that our connection has looked at so far; it is the only one kept. */
    private long touched() {
        assertThat(database.batch(session -> session.rows("SELECT pg_stat_force_next_flush()::text AS done", _ -> true))
                .block()).hasSize(1);
        assertThat(database.batch(session -> session.rows("SELECT 1 AS flushed", _ -> true)).block()).hasSize(1);
        return Objects.requireNonNull(database.batch(session -> session.rows("""
                SELECT ((SELECT sum(idx_tup_read) FROM pg_stat_user_indexes)
                     + (SELECT sum(seq_tup_read) FROM pg_stat_user_tables))::bigint AS touched""",
                row -> Rows.get(row, "touched", Long.class))).block()).getFirst();
    }

    private List<Put> writes(String prefix, Function<Write, Write> kind) {
        return IntStream.range(0, BATCH)
                .mapToObj(n -> kind.apply(table.write(prefix + n).to("oslo", "bergen")))
                .map(write -> new Put(write.commit()))
                .toList();
    }

    private List<Mutation> begun(String prefix, Function<Write, Write> kind) {
        List<Put> puts = writes(prefix, kind);
        assertThat(intents.run(puts.stream().map(put -> put.commit().intent()).toList(), false).block())
                .hasSize(BATCH);
        return List.copyOf(puts);
    }

    private List<Mutation> claimed() {
        List<Mutation> claimed = new ArrayList<>();
        for (Put put : writes("k", Function.identity())) {
            UUID upload = UUID.randomUUID();
            world.run("INSERT INTO uploads (id, bucket_id, key, owner, state, version_id, metadata, checksum, lanes,"
                    + " initiated_at, epoch) VALUES ('" + upload + "', '" + put.bucket() + "', 'k', 'alice',"
                    + " 'COMPLETING', gen_random_uuid(), '{}', '', '[]', now(), 1)");
            Commit c = put.commit();
            claimed.add(new Put(new Commit(c.intent(), c.content(), c.conditions(), 1, c.complete(), c.running(),
                    c.strayed(), c.owed(), c.origin(), Optional.of(new UploadClaim(new UploadId(upload), 1)))));
        }
        return claimed;
    }

    private List<Mutation> removals() {
        assertThat(committed(begun("r", Function.identity())).block()).hasSize(BATCH);
        Stream<Mutation> there = writes("r", Function.identity()).stream().map(put -> removal(put, Foreign.NOTHING));
        Stream<Mutation> absent = writes("absent", Function.identity()).stream()
                .map(put -> removal(put, Foreign.NOTHING));
        return Stream.concat(there, absent).toList();
    }

    private static Mutation removal(Put put, Foreign foreign) {
        return new Remove(UUID.randomUUID(), put.bucket(), put.object(), Conditions.NONE, foreign, LedgerTable.ORIGIN);
    }

    private List<Mutation> adoptions() {
        return writes(UUID.randomUUID().toString(), Function.identity()).stream()
                .map(Put::commit)
                .<Mutation>map(c -> new Adopt(new Adoption(c.intent().version(), c.intent().bucket(),
                        c.intent().object(), c.content(), Instant.EPOCH, 1, c.complete(), List.of(),
                        LedgerTable.ORIGIN)))
                .toList();
    }

    private Mono<List<Outcome<Mutation.Decision>>> committed(List<Mutation> batch) {
        return commits.run(batch, false)
                .doOnNext(outcomes -> assertThat(outcomes).allMatch(Outcome.Done.class::isInstance));
    }

    private List<HeadKey> keys() {
        return IntStream.range(0, BATCH)
                .mapToObj(n -> new HeadKey(table.bucket().id(), new ObjectKey("k" + n)))
                .toList();
    }
}
