package dev.s3gateway.bench;

import dev.s3gateway.bench.cases.Bench;
import dev.s3gateway.bench.cases.Case;
import dev.s3gateway.bench.cases.Pace;
import dev.s3gateway.bench.cases.Study;
import dev.s3gateway.bench.cases.Survey;
import dev.s3gateway.bench.report.Line;
import dev.s3gateway.bench.report.Report;
import dev.s3gateway.bench.side.Workshop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One case after the other, each with a workshop of its own and a bound; one that fails does not end the run. */
final class Runner {

    private final Path home;
    private final Pace pace;
    private final String dataPath;
    private final boolean chosen;
    private final Report report;
    private int failures;

    Runner(Path home, Pace pace, String dataPath, boolean chosen, Report report) {
        this.home = home;
        this.pace = pace;
        this.dataPath = dataPath;
        this.chosen = chosen;
        this.report = report;
    }

    int failures() {
        return failures;
    }

    void run(Case each) throws IOException {
        run(each.name(), each.says(), bench -> {
            Line line;
            try {
                line = Line.of(each, each.run(bench), pace.quick());
            } catch (Case.Missing e) {
                line = Line.missing(each, e.what());
            }
            System.out.println(line.json());
            report.add(line);
        });
    }

    void run(Study each) throws IOException {
        run(each.name(), each.says(), bench -> report.add(each.name(), each.run(bench)));
    }

    void run(Survey each) throws IOException {
        run(each.name(), each.says(), bench -> report.add(Line.of(each.name(), each.run(bench))));
    }

    /** What the first start of a build does besides must not fall into the first case. */
    void prepare() throws IOException {
        try (Workshop workshop = new Workshop(home)) {
            workshop.rehearse();
        }
    }

    private interface Work {
        void with(Bench bench) throws IOException;
    }

    private void run(String name, String says, Work work) throws IOException {
        System.err.println("bench: " + name + " " + says);
        long begin = System.nanoTime();
        try (Workshop workshop = new Workshop(home)) {
            within(pace.bound(), workshop, () -> {
                work.with(new Bench(workshop, pace, dataPath, chosen));
                return null;
            });
        } catch (Case.Missing e) {
            System.err.println("bench: " + name + " needs " + e.what());
        } catch (IOException | RuntimeException e) {
            failures++;
            System.err.println("bench: " + name + " failed: " + e);
            System.out.println(Line.failed(name, String.valueOf(e.getMessage())).json());
        }
        System.err.printf("bench: %s took %d s%n", name, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin));
    }

    /** When the time is up the sides are stopped, upon which whatever waits for them fails. */
    private static void within(Duration bound, Workshop workshop, Callable<Void> work) throws IOException {
        FutureTask<Void> task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().start(task);
        try {
            task.get(bound.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            throw new IOException("not done within " + bound.toSeconds() + " s; at that time\n" + workshop.said(), e);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof Case.Missing)) {
                System.err.print("bench: at that time\n" + workshop.said());
            }
            throw e.getCause() instanceof IOException io
                    ? io
                    : new IOException(String.valueOf(e.getCause()), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
