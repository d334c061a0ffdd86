package dev.s3gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.s3gateway.ledger.OperationsLog.Entry;
import dev.s3gateway.ledger.OperationsLog.Page;
import dev.s3gateway.ledger.OperationsLog.Query;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link OperationsLog} must do. */
@Timeout(60)
public abstract class OperationsLogContract {

    private static final Query ALL = query("", "", "", "", 0, 1000);

    protected final LedgerTable table;
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

    protected OperationsLogContract(LedgerTable.World world) {
        this.table = new LedgerTable(world);
    }

    @AfterEach
    void close() {
        table.close();
    }

    @Test
    void anEntryComesBackAsItWasWritten() {
        Entry full = new Entry("GetObject", "photos", Optional.of("a/\u00e4 \uD83D\uDE00"), Optional.of("oslo"), 206,
                1L << 40,
                17, "req-9", "2001:db8::1", now);
        Entry bare = new Entry("ListBuckets", "", Optional.empty(), Optional.empty(), 200, 0, 0, "req-8", "", now);

        append(full, bare);

        assertThat(page(new Query(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.of(now), Optional.empty(), Optional.empty(), 10)).entries())
                .contains(full, bare);
    }

    @Test
    void aMutationIsLoggedInItsCommit() {
        table.committed(table.write("k").to("oslo"));
        assertThat(table.remove("k")).isInstanceOf(RemoveResult.Removed.class);

        assertThat(page(query(table.bucket().name().value(), "", "", "", 0, 10)).entries())
                .extracting(Entry::operation, Entry::status, Entry::bytes)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("DeleteObject", 204, 0L),
                        org.assertj.core.groups.Tuple.tuple("PutObject", 200, 42L),
                        org.assertj.core.groups.Tuple.tuple("CreateBucket", 200, 0L));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a bucket         | b-one |     |           |      | 0   | 5 4 1
            a key            |       | k-2 |           |      | 0   | 2
            an operation     |       |     | GetObject |      | 0   | 5 3 1
            a zone           |       |     |           | oslo | 0   | 4 3
            a status         |       |     |           |      | 404 | 5
            two at once      | b-one |     | GetObject |      | 0   | 5 1
            what nobody did  | b-one | k-2 |           |      | 0   |
            """)
    void aFilterShowsNothingElse(String about, String bucket, String key, String operation, String zone, int status,
            String requests) {
        append(entry(1, "b-one", "k-1", "GetObject", "", 200), entry(2, "b-two", "k-2", "HeadObject", "", 200),
                entry(3, "b-two", "k-3", "GetObject", "oslo", 200), entry(4, "b-one", "k-4", "HeadObject", "oslo", 200),
                entry(5, "b-one", "k-5", "GetObject", "", 404));

        Query query = query(text(bucket), text(key), text(operation), text(zone), status, 100);

        assertThat(requests(since(query, now)))
                .as(about)
                .isEqualTo(text(requests).isEmpty() ? List.of() : List.of(text(requests).split(" ")));
    }

    @Test
    void sinceIsWithinAndUntilIsNot() {
        append(entry(1, "b", "k", "GetObject", "", 200), entry(2, "b", "k", "GetObject", "", 200),
                entry(3, "b", "k", "GetObject", "", 200));

        Query query = new Query(Optional.of("b"), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.of(now.plusMillis(2)), Optional.of(now.plusMillis(3)), Optional.empty(), 10);

        assertThat(requests(query)).containsExactly("2");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void pagesShowEveryEntryOnceAndTheNewestFirst(int limit) {
        for (int i = 0; i < 7; i++) {
            // Pairs of one time: only their number tells them apart.
            append(entry(i, now.plusMillis(i / 2)));
        }

        List<String> seen = new ArrayList<>();
        Query query = query("b", "", "", "", 0, limit);
        for (Page page = page(query);; page = page(from(query, page.cursor().orElseThrow()))) {
            assertThat(page.entries()).hasSizeBetween(1, limit);
            page.entries().forEach(entry -> seen.add(entry.requestId()));
            if (page.cursor().isEmpty()) {
                break;
            }
        }

        assertThat(seen).containsExactly("6", "5", "4", "3", "2", "1", "0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", ",", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z,x", "never,1", "-1,1,1"})
    void aCursorOfSomebodyElseContinuesNowhere(String cursor) {
        append(entry(1, now));

        assertThat(page(from(ALL, cursor))).isEqualTo(new Page(List.of(), Optional.empty()));
    }

    @Test
    void rotationDropsWhatIsOlderThanItsRetentionAndNothingElse() {
        append(entry(1, now.minus(Duration.ofDays(40))), entry(2, now.minus(Duration.ofDays(11).plusSeconds(1))),
                entry(3, now.minus(Duration.ofDays(9))), entry(4, now));

        rotate(Duration.ofDays(10));
        rotate(Duration.ofDays(10));

        assertThat(requests(query("b", "", "", "", 0, 10))).containsExactly("4", "3");
        append(entry(5, now.plusMillis(1)));
        assertThat(requests(query("b", "", "", "", 0, 10))).containsExactly("5", "4", "3");
    }

    @CanIgnoreReturnValue
    protected int rotate(Duration retention) {
        return Objects.requireNonNull(table.ledger().operations().rotate(retention).block());
    }

    protected void append(Entry... entries) {
        table.ledger().operations().append(List.of(entries)).block();
    }

    private Page page(Query query) {
        return Objects.requireNonNull(table.ledger().operations().page(query).block());
    }

    private List<String> requests(Query query) {
        return page(query).entries().stream().map(Entry::requestId).toList();
    }

    private Entry entry(int number, String bucket, String key, String operation, String zone, int status) {
        return new Entry(operation, bucket, Optional.of(key), Optional.of(zone).filter(z -> !z.isEmpty()), status, 1, 1,
                Integer.toString(number), "127.0.0.1", now.plusMillis(number));
    }

    protected static Entry entry(int number, Instant at) {
        return new Entry("GetObject", "b", Optional.of("k"), Optional.empty(), 200, 1, 1, Integer.toString(number),
                "127.0.0.1", at);
    }

    private static String text(@org.jspecify.annotations.Nullable String cell) {
        return cell == null ? "" : cell;
    }

    private static Query query(String bucket, String key, String operation, String zone, int status, int limit) {
        return new Query(given(bucket), given(key), given(operation), given(zone),
                Optional.of(status).filter(s -> s > 0), Optional.empty(), Optional.empty(), Optional.empty(), limit);
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(t -> !t.isEmpty());
    }

    private static Query since(Query q, Instant since) {
        return new Query(q.bucket(), q.key(), q.operation(), q.zone(), q.status(), Optional.of(since), q.until(),
                q.cursor(), q.limit());
    }

    private static Query from(Query q, String cursor) {
        return new Query(q.bucket(), q.key(), q.operation(), q.zone(), q.status(), q.since(), q.until(),
                Optional.of(cursor), q.limit());
    }
}
