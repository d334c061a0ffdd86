package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.side.Side;
import java.io.IOException;
import java.util.List;

/** What one more copy costs: the difference between three zones and two. */
final class ZoneCost implements Case {

    @Override
    public String name() {
        return "P3";
    }

    @Override
    public String says() {
        return "One more zone, CPU per GiB ÷ the same at a copying tee in C";
    }

    @Override
    public double goal() {
        return 1.6;
    }

    @Override
    public double stretch() {
        return 1.2;
    }

    @Override
    public Outcome run(Bench bench) throws IOException {
        List<Integer> three = bench.workshop().sinks(3);
        List<Integer> two = three.subList(0, 2);
        Side teeOfThree = Bench.need(bench.workshop().copyTee(three), "a C compiler (cc)");
        Side teeOfTwo = Bench.need(bench.workshop().copyTee(two), "a C compiler (cc)");
        Side oursOfThree = bench.gateway(three);
        Side oursOfTwo = bench.gateway(two);
        Rounds rounds = Rounds.of(bench.pace(), List.of(large("ours 3", oursOfThree), large("ours 2", oursOfTwo),
                large("tee 3", teeOfThree), large("tee 2", teeOfTwo)));
        double ours = rounds.median(round -> round.of("ours 3") - round.of("ours 2"));
        double tee = rounds.median(round -> round.of("tee 3") - round.of("tee 2"));
        // A difference of differences is noisy in one round: the ratio is of the medians, its range of the rounds.
        return new Outcome(ours, tee, ours / tee,
                rounds.lowest(round -> round.of("ours 3") - round.of("ours 2")) / tee,
                rounds.highest(round -> round.of("ours 3") - round.of("ours 2")) / tee, "cpu_s_per_gib_and_zone");
    }

    private static Contender large(String name, Side side) {
        return Contender.of(name, side, Bench.LARGE_CLIENTS, Request.put(Bench.SIGNER, Bench.BUCKET, Bench.LARGE),
                Gauge.CPU_PER_GIB);
    }
}
