package dev.s3gateway.bench.micro;

import dev.s3gateway.bench.cases.Bench;
import dev.s3gateway.bench.cases.Survey;
import dev.s3gateway.bench.chart.Figures;
import dev.s3gateway.bench.chart.Sheet;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs all of this room by JMH, each in a virtual machine of its own. */
public final class Micro implements Survey {

    @Override
    public String name() {
        return "jmh";
    }

    @Override
    public String says() {
        return "The small parts by themselves (JMH): microseconds for each call";
    }

    @Override
    public Sheet run(Bench bench) throws IOException {
        int rounds = bench.pace().quick() ? 5 : 10;
        try {
            return new Sheet(List.of("what", "µs", "± of the mean, 99.9 %"), new Runner(new OptionsBuilder()
                    .include("dev\\.s3gateway\\.bench\\.micro\\..*")
                    .mode(Mode.AverageTime)
                    .timeUnit(TimeUnit.MICROSECONDS)
                    .forks(1)
                    .warmupIterations(rounds)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(rounds)
                    .measurementTime(TimeValue.seconds(1))
                    .output("/dev/null")
                    .build()).run().stream().map(Micro::row).toList());
        } catch (RunnerException e) {
            throw new IOException("JMH: " + e.getMessage(), e);
        }
    }

    private static List<String> row(RunResult result) {
        String[] name = result.getParams().getBenchmark().split("\\.", -1);
        return List.of(name[name.length - 2].replace("Micro", "") + "." + name[name.length - 1],
                Figures.number(result.getPrimaryResult().getScore()),
                Figures.number(result.getPrimaryResult().getScoreError()));
    }
}
