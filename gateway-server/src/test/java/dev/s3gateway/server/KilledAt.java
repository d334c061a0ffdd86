package dev.s3gateway.server;

import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.server.cli.CommandLineInterface;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;

/**
 * The product that a test may kill at a named point: {@code main} of this class is the product's, with points that are
 * armed by a file. It holds the name of a point and at which visit, counted from then on, the process ends: at once, as
 * by {@code kill -9}, with nothing put away.
 */
public final class KilledAt implements CrashPoints {

    /** Names the file. */
    public static final String FILE = "killed-at";

    private final Path file;
    private final AtomicInteger visits = new AtomicInteger();

    private KilledAt(Path file) {
        this.file = file;
    }

    public static void main(String[] arguments) {
        KilledAt points = new KilledAt(Path.of(System.getProperty(FILE)));
        System.exit(CommandLineInterface.run(new Main(System.getenv(), Books::inPostgres, points), arguments));
    }

    @Override
    public Mono<Void> at(String point) {
        return Mono.fromRunnable(() -> {
            String armed = armed();
            if (armed.startsWith(point + " ") && armed.equals(point + " " + visits.incrementAndGet())) {
                Runtime.getRuntime().halt(137);
            }
        });
    }

    private String armed() {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException _) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
