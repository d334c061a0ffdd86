package dev.s3gateway.bench;

import dev.s3gateway.bench.cases.Case;
import dev.s3gateway.bench.cases.Cases;
import dev.s3gateway.bench.cases.Pace;
import dev.s3gateway.bench.cases.MachineSettings;
import dev.s3gateway.bench.cases.OtherTools;
import dev.s3gateway.bench.cases.Peers;
import dev.s3gateway.bench.cases.Study;
import dev.s3gateway.bench.cases.Survey;
import dev.s3gateway.bench.micro.Micro;
import dev.s3gateway.bench.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code ./gateway-bench/run [--quick] [--list] [CASE...]}: measures, prints a line of JSON for each case, and writes
 * docs/performance.md. Ends with 1 if a case failed, the others having been run.
 */
public final class Main {

    private static final Path HOME = Path.of(System.getProperty("gateway.home", "."));

    private static final Path REPORT = Path.of(System.getProperty("bench.report", HOME.resolve("docs").toString()));

    private static final List<Survey> SURVEYS = List.of(new Peers(), new OtherTools(), new MachineSettings(),
            new Micro());

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        List<String> words = new ArrayList<>(Arrays.asList(arguments));
        Pace pace = words.remove("--quick") ? Pace.quickly() : Pace.full();
        if (words.remove("--list")) {
            Cases.all().forEach(each -> System.out.println(each.name() + "\t" + each.says()));
            Cases.studies().forEach(each -> System.out.println(each.name() + "\t" + each.says()));
            SURVEYS.forEach(each -> System.out.println(each.name() + "\t" + each.says()));
            return;
        }
        refuseUnknown(words);
        Runner runner = new Runner(HOME, pace, System.getProperty("bench.data-path", ""), !words.isEmpty(),
                new Report(REPORT, Cases.all(), Cases.studies(), SURVEYS));
        runner.prepare();
        for (Case each : Cases.all()) {
            if (words.isEmpty() || words.contains(each.name())) {
                runner.run(each);
            }
        }
        for (Study each : Cases.studies()) {
            if (words.isEmpty() || words.contains(each.name())) {
                runner.run(each);
            }
        }
        for (Survey each : SURVEYS) {
            if (words.isEmpty() || words.contains(each.name())) {
                runner.run(each);
            }
        }
        System.exit(runner.failures() == 0 ? 0 : 1);
    }

    private static void refuseUnknown(List<String> names) {
        List<String> known = Stream.of(Cases.all().stream().map(Case::name),
                Cases.studies().stream().map(Study::name), SURVEYS.stream().map(Survey::name))
                .flatMap(each -> each)
                .toList();
        for (String name : names) {
            if (!known.contains(name)) {
                System.err.println("bench: there is no case " + name + "; there are " + String.join(" ", known)
                        + ", and --quick and --list");
                System.exit(2);
            }
        }
    }
}
