package dev.s3gateway.bench;

import dev.s3gateway.bench.cases.Bench;
import dev.s3gateway.bench.cases.Case;
import dev.s3gateway.bench.cases.Cases;
import dev.s3gateway.bench.cases.Pace;
import dev.s3gateway.bench.report.Line;
import dev.s3gateway.bench.side.Workshop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** {@code ./gateway-bench/run [--quick] [--list] [CASE...]}: measures, and prints a line of JSON for each case. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        List<String> words = new ArrayList<>(Arrays.asList(arguments));
        boolean quick = words.remove("--quick");
        if (words.remove("--list")) {
            Cases.all().forEach(each -> System.out.println(each.name() + "\t" + each.says()));
            return;
        }
        Pace pace = quick ? Pace.quickly() : Pace.full();
        for (Case each : chosen(words)) {
            System.out.println(run(each, pace).json());
        }
    }

    private static List<Case> chosen(List<String> names) {
        List<String> known = Cases.all().stream().map(Case::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                System.err.println("bench: there is no case " + name + "; there are "
                        + known.stream().collect(Collectors.joining(" ")) + ", and --quick and --list");
                System.exit(2);
            }
        }
        return names.isEmpty()
                ? Cases.all()
                : Cases.all().stream().filter(each -> names.contains(each.name())).toList();
    }

    private static Line run(Case each, Pace pace) throws IOException {
        System.err.println("bench: " + each.name() + " " + each.says());
        try (Workshop workshop = new Workshop(Path.of(System.getProperty("gateway.home", ".")))) {
            return Line.of(each, each.run(new Bench(workshop, pace, System.getProperty("bench.data-path", ""))));
        } catch (Case.Missing e) {
            return Line.missing(each, e.what());
        }
    }
}
