package dev.s3gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.ledger.Reports.ObjectStatus;
import dev.s3gateway.ledger.Reports.Page;
import dev.s3gateway.ledger.Reports.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Reports} must tell. */
@Timeout(60)
public abstract class ReportsContract {

    protected final LedgerTable table;

    protected ReportsContract(LedgerTable.World world) {
        this.table = new LedgerTable(world);
    }

    @AfterEach
    void close() {
        table.close();
    }

    @Test
    void anObjectIsReportedWithItsCopies() {
        Version version = table.committed(table.write("k").to("oslo", "bergen"));

        ObjectStatus status = page(query("", "", "", "", "", 10)).objects().getFirst();

        assertThat(status).isEqualTo(new ObjectStatus(table.bucket().name().value(), "k", version.id().toString(), 42,
                version.content().etag().value(), 1, 2, "synced", List.of("bergen", "oslo"), version.lastModified()));
    }

    @Test
    void countsFollowWhatIsOwed() {
        assertThat(table.ledger().reports().counts().block()).isEmpty();
        table.committed(table.write("a").to("oslo"));
        table.committed(table.write("b").to("oslo"));
        Version owing = table.committed(table.write("c").to("oslo").owing("bergen"));
        table.committed(table.write("gone").to("oslo"));
        assertThat(table.remove("gone")).isInstanceOf(RemoveResult.Removed.class);
        assertThat(table.ledger().reports().counts().block()).isEqualTo(Map.of("synced", 2L, "pending", 1L));

        table.ledger().versions().suspect(owing.id(), LedgerTable.zone("oslo")).block();

        assertThat(page(query("", "c", "", "", "", 10)).objects())
                .extracting(ObjectStatus::currentReplicas, ObjectStatus::syncStatus)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(0, "pending"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            everything       |       |     |         |        | a/k1 a/k2 a-b/k1 a-b/k3
            a bucket         | a     |     |         |        | a/k1 a/k2
            a key            |       | k1  |         |        | a/k1 a-b/k1
            what is owed     |       |     | pending |        | a/k2
            what is not      |       |     | synced  |        | a/k1 a-b/k1 a-b/k3
            a zone           |       |     |         | bergen | a-b/k3
            two at once      | a-b   | k1  | synced  | oslo   | a-b/k1
            what is nowhere  | a     |     |         | bergen |
            """)
    void aFilterShowsNothingElseInTheOrderOfBucketsAndKeys(String about, String bucket, String key, String status,
            String zone, String objects) {
        // As one text the bucket a-b would come before the bucket a: '-' is less than '/'.
        fill(prefix() + "a-b", "k1", "k3");
        fill(prefix() + "a", "k1", "k2");

        Query query = query(named(bucket), text(key), text(status), text(zone), "", 100);

        assertThat(names(page(query)))
                .as(about)
                .isEqualTo(text(objects).isEmpty() ? List.of() : List.of(text(objects).split(" ")));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void pagesShowEveryObjectOnce(int limit) {
        fill(prefix() + "a-b", "k1", "k3", "\uFFFD", "\uD83D\uDE00", "x/y/z");
        fill(prefix() + "a", "k1", "k2");

        List<String> seen = new ArrayList<>();
        Page page = page(query("", "", "", "", "", limit));
        while (page.cursor().isPresent()) {
            assertThat(page.objects()).hasSize(limit);
            seen.addAll(names(page));
            page = page(query("", "", "", "", page.cursor().orElseThrow(), limit));
        }
        seen.addAll(names(page));

        assertThat(seen).containsExactly("a/k1", "a/k2", "a-b/k1", "a-b/k3", "a-b/x/y/z", "a-b/\uFFFD",
                "a-b/\uD83D\uDE00");
    }

    @Test
    void aCursorOfSomebodyElseContinuesNowhere() {
        table.committed(table.write("k").to("oslo"));

        assertThat(page(query("", "", "", "", "no-slash", 10))).isEqualTo(new Page(List.of(), Optional.empty()));
    }

    /** Keys ending in 2 are owed to a zone, those ending in 3 lie in two. */
    private void fill(String name, String... keys) {
        Bucket bucket = table.make(name);
        for (String key : keys) {
            LedgerTable.Write write = table.write(bucket, key).to("oslo");
            table.committed(key.endsWith("2") ? write.owing("bergen") : key.endsWith("3") ? write.to("bergen") : write);
        }
    }

    private String prefix() {
        return table.bucket().name().value();
    }

    private String named(@org.jspecify.annotations.Nullable String bucket) {
        return text(bucket).isEmpty() ? "" : prefix() + bucket;
    }

    private List<String> names(Page page) {
        return page.objects()
                .stream()
                .map(object -> object.bucket().replace(prefix(), "") + "/" + object.key())
                .toList();
    }

    private Page page(Query query) {
        return Objects.requireNonNull(table.ledger().reports().page(query).block());
    }

    private static Query query(String bucket, String key, String status, String zone, String cursor, int limit) {
        return new Query(given(bucket), given(key), given(status), given(zone), given(cursor), limit);
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(t -> !t.isEmpty());
    }

    private static String text(@org.jspecify.annotations.Nullable String cell) {
        return cell == null ? "" : cell;
    }
}
