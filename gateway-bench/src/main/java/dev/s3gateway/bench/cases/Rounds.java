package dev.s3gateway.bench.cases;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What all contenders scored, round by round. They take turns within a round, so that whatever else the machine does
 * falls upon all of them; a ratio is formed within a round before the median is taken.
 */
final class Rounds {

    private final List<Round> rounds;

    private Rounds(List<Round> rounds) {
        this.rounds = rounds;
    }

    static Rounds of(Pace pace, List<Contender> contenders) {
        WarmUp.of(pace, contenders);
        List<Round> rounds = new ArrayList<>();
        for (int i = 0; i < pace.rounds(); i++) {
            Map<String, Double> scores = new LinkedHashMap<>();
            List<Contender> turn = new ArrayList<>(contenders);
            Collections.rotate(turn, i);
            turn.forEach(contender -> scores.put(contender.name(), contender.turn().taken(pace.round())));
            rounds.add(new Round(scores));
            System.err.println("bench:   round " + (i + 1) + " of " + pace.rounds() + ": " + scores);
        }
        return new Rounds(rounds);
    }

    double median(String name) {
        return median(round -> round.of(name));
    }

    double median(ToDoubleFunction<Round> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        return sorted.length % 2 == 1
                ? sorted[sorted.length / 2]
                : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
    }

    double lowest(ToDoubleFunction<Round> figure) {
        return rounds.stream().mapToDouble(figure).min().orElseThrow();
    }

    double highest(ToDoubleFunction<Round> figure) {
        return rounds.stream().mapToDouble(figure).max().orElseThrow();
    }

    /** The usual outcome: ours over the reference, per round. */
    Outcome compare(String ours, ToDoubleFunction<Round> reference, String unit) {
        ToDoubleFunction<Round> ratio = round -> round.of(ours) / reference.applyAsDouble(round);
        return new Outcome(median(ours), median(reference), median(ratio), lowest(ratio), highest(ratio), unit);
    }

    /** The same beside one reference; all others that took part are told beside it. */
    Outcome compare(String ours, String reference, String unit) {
        Map<String, Double> others = new TreeMap<>();
        for (String name : rounds.getFirst().scores().keySet()) {
            if (!name.equals(ours) && !name.equals(reference)) {
                others.put(name, median(name));
            }
        }
        return compare(ours, round -> round.of(reference), unit).beside(others);
    }
}
