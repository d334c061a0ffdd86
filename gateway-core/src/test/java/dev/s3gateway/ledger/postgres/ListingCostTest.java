package dev.s3gateway.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.s3gateway.ledger.KeyPage;
import dev.s3gateway.ledger.KeyQuery;
import dev.s3gateway.ledger.LedgerTable;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page costs what it shows, whatever lies around it: counted in rows that the database looks at. */
class ListingCostTest {

    private static final int MANY = 20_000;

    /** A page is asked outside transactions, where no plan is pinned. */
    private static final String AS_FOR_A_PAGE = "SET LOCAL enable_seqscan = on; SET LOCAL enable_hashjoin = on;"
            + " SET LOCAL enable_mergejoin = on; SET LOCAL plan_cache_mode = ";
    // The driver wants values for the parameters that a PREPARE only declares.
    private static final String BY_NAME = "CREATE OR REPLACE FUNCTION pg_temp.run(statement text) RETURNS void"
            + " LANGUAGE plpgsql AS 'BEGIN EXECUTE statement; END'";

    private final PostgresWorld world = new PostgresWorld();
    private final LedgerTable table = new LedgerTable(world);

    @AfterEach
    void close() {
        table.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/"})
    void tenKeysBehindManyRemovedOnes(String delimiter) {
        fill("'a' || n", false, MANY);
        fill("'b' || n", true, 10);

        KeyQuery query = new KeyQuery(table.bucket().id(), "", delimiter, "", 10);

        assertThat(items(query)).hasSize(10).allMatch(name -> name.startsWith("b"));
        assertRowsReadAtMost(mostFor(query), query);
    }

    @Test
    void tenCommonPrefixesOfManyKeysEach() {
        fill("'p' || (n % 10) || '/' || n", true, 10 * MANY);

        KeyQuery query = new KeyQuery(table.bucket().id(), "", "/", "", 10);

        assertThat(items(query)).hasSize(10).first().isEqualTo("p0/");
        assertRowsReadAtMost(15, query);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/"})
    void aPageInTheMiddleOfMany(String delimiter) {
        fill("'k' || n", true, MANY);

        KeyQuery query = new KeyQuery(table.bucket().id(), "k", delimiter, "k5", 10);

        assertThat(items(query)).hasSize(10).first().isEqualTo("k50");
        assertRowsReadAtMost(mostFor(query), query);
    }

    /** With a delimiter each key is found in the index first, and then looked at. */
    private static int mostFor(KeyQuery tenKeys) {
        return tenKeys.delimiter().isEmpty() ? 15 : 25;
    }

    private void fill(String name, boolean live, int many) {
        world.run("INSERT INTO heads (bucket_id, key, sequence, live, size, etag, last_modified) SELECT '"
                + table.bucket().id() + "', " + name + ", 1, " + live + ", 1, 'e', 'epoch' FROM generate_series(1, "
                + many + ") AS n");
    }

    private List<String> items(KeyQuery query) {
        return table.page(query.prefix(), query.delimiter(), query.after(), query.limit())
                .items()
                .stream()
                .map(KeyPage.Item::name)
                .toList();
    }

    /** With a plan for these very values and with one for any, before and after the database has looked at its tables. */
    private void assertRowsReadAtMost(int rows, KeyQuery query) {
        assertThat(rowsRead(query, "force_custom_plan")).isLessThanOrEqualTo(rows);
        assertThat(rowsRead(query, "force_generic_plan")).isLessThanOrEqualTo(rows);
        world.run("ANALYZE heads");
        assertThat(rowsRead(query, "force_custom_plan")).isLessThanOrEqualTo(rows);
        assertThat(rowsRead(query, "force_generic_plan")).isLessThanOrEqualTo(rows);
    }

    private double rowsRead(KeyQuery query, String planning) {
        Listing.Question question = Listing.question(query);
        String values = question.parameters()
                .stream()
                .map(value -> value instanceof Integer ? value.toString() : "'" + value + "'")
                .collect(Collectors.joining(", "));
        String plan = world.within(session -> session.run(AS_FOR_A_PAGE + planning)
                .then(session.run(BY_NAME))
                .then(session.rows("SELECT pg_temp.run($1)", _ -> true, "PREPARE listing AS " + question.sql()))
                .then(session.rows("EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE listing (" + values + ")",
                        row -> Objects.requireNonNull(row.get(0, String.class))))
                .flatMap(rows -> session.run("DEALLOCATE listing").thenReturn(rows.getFirst())));
        return rowsRead(Json.read(plan).get(0).get("Plan"));
    }

    private static double rowsRead(JsonNode node) {
        double own = node.path("Relation Name").asText().equals("heads")
                ? (node.path("Actual Rows").asDouble() + node.path("Rows Removed by Filter").asDouble()
                        + node.path("Rows Removed by Index Recheck").asDouble()) * node.path("Actual Loops").asDouble()
                : 0;
        return own + StreamSupport.stream(node.path("Plans").spliterator(), false)
                .mapToDouble(ListingCostTest::rowsRead)
                .sum();
    }
}
