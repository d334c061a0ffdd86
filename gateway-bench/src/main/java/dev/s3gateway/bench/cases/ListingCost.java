package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.load.Load;
import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.side.Crowd;
import dev.s3gateway.bench.side.Database;
import dev.s3gateway.bench.side.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Whether a page costs the same however many keys, and however many deleted ones, lie around it. */
final class ListingCost implements Case {

    private static final int DIRECTORIES = 10_000;
    private static final long FEW = 10_000;
    private static final long DELETED = 10_000_000;
    private static final long BYTES_PER_KEY = 450;
    private static final String DELIMITED = "delimiter=%2F&";

    @Override
    public String name() {
        return "L2";
    }

    @Override
    public String says() {
        return "p50 of a page of 1000 keys among 100 million (10 million with --quick and in a run of all cases) ÷ among 10,000; the worst of plain, "
                + "with delimiter, and behind 10 million deleted keys";
    }

    @Override
    public double goal() {
        return 2;
    }

    @Override
    public double stretch() {
        return 1.2;
    }

    @Override
    public Outcome run(Bench bench) throws IOException {
        long many = bench.chosen() && !bench.pace().quick() ? 100_000_000 : 10_000_000;
        Path place = bench.workshop().fresh();
        long needed = (many + DELETED) * BYTES_PER_KEY;
        if (Files.getFileStore(place).getUsableSpace() < needed) {
            throw new Case.Missing((needed >> 30) + " GiB of disk");
        }
        try (Database database = Database.start(place)) {
            Side ours = bench.gateway("gateway", bench.workshop().sinks(1), bench.dataPath(),
                    Map.of("DATABASE_URL", database.url()));
            for (String bucket : List.of("few", "many", "buried")) {
                Load.times(1, 1, ours.port(), Request.of(Bench.SIGNER, "PUT", "/" + bucket, ""));
            }
            Crowd crowd = new Crowd(database);
            crowd.begin();
            crowd.keys("few", DIRECTORIES, FEW);
            crowd.deleted("buried", DELETED);
            crowd.keys("buried", DIRECTORIES, FEW);
            crowd.keys("many", DIRECTORIES, many);
            crowd.end();
            return worst(many, Rounds.of(bench.pace(), List.of(pages("few", ours, "few", ""),
                    pages("many", ours, "many", ""), pages("few, delimiter", ours, "few", DELIMITED),
                    pages("many, delimiter", ours, "many", DELIMITED),
                    Contender.of("buried", ours, 1, Request.of(Bench.SIGNER, "GET", "/buried", "list-type=2"),
                            Gauge.MEDIAN_MILLIS))));
        }
    }

    private static Outcome worst(long many, Rounds rounds) {
        ToDoubleFunction<Round> ratio = round -> Math.max(
                Math.max(round.of("many") / round.of("few"), round.of("buried") / round.of("few")),
                round.of("many, delimiter") / round.of("few, delimiter"));
        return new Outcome(rounds.median("many"), rounds.median("few"), rounds.median(ratio), rounds.lowest(ratio),
                rounds.highest(ratio), "ms").beside(
                        Map.of("buried", rounds.median("buried"), "many, delimiter",
                                rounds.median("many, delimiter"), "few, delimiter", rounds.median("few, delimiter")))
                .noting(many / 1_000_000 + " million keys");
    }

    /** Pages that begin in another directory each time, all over the bucket but for its last tenth. */
    private static Contender pages(String name, Side side, String bucket, String more) {
        return Contender.of(name, side, 1, (connection, port, number) -> Request
                .of(Bench.SIGNER, "GET", "/" + bucket, more + "list-type=2&start-after="
                        + String.format(Locale.ROOT, "d%05d", Math.floorMod(number * 7919, DIRECTORIES * 9 / 10)))
                .send(connection, port, number), Gauge.MEDIAN_MILLIS);
    }
}
