package dev.s3gateway.server;

import dev.s3gateway.lifecycle.Component;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Makes the JVM's cache from which the next start is quicker: a second JVM, of low priority, rehearses a start and
 * writes down what it loaded. It begins a while after our own start and is ended when we stop before it is done.
 */
final class StartCache implements Component {

    private static final Logger LOG = LoggerFactory.getLogger(StartCache.class);
    private static final Duration AFTER_START = Duration.ofSeconds(5);
    // What a rehearsal has seen of methods does not fit what comes, and makes it dearer (ADR 23).
    private static final List<String> WITHOUT_PROFILES = List.of("-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTraining");

    private final Path file;
    private final Disposable.Swap waiting = Disposables.swap();
    private final AtomicReference<Optional<Process>> rehearsal = new AtomicReference<>(Optional.empty());

    private StartCache(Path file) {
        this.file = file;
    }

    /** Where the launcher found no cache, it says where one should be. */
    static Optional<StartCache> wanted() {
        return Optional.ofNullable(System.getProperty("s3gateway.start-cache")).map(Path::of).map(StartCache::new);
    }

    @Override
    public String name() {
        return "start cache";
    }

    @Override
    public Mono<Void> start() {
        return Mono.fromRunnable(() -> waiting.update(Mono.delay(AFTER_START)
                .then(Mono.fromCallable(this::rehearse).subscribeOn(Schedulers.boundedElastic()))
                .flatMap(process -> Mono.fromFuture(process.onExit()))
                .publishOn(Schedulers.boundedElastic())
                .subscribe(this::keep, failure -> LOG.debug("no start cache: {}", failure.toString()))));
    }

    @Override
    public Mono<Void> stop() {
        return Mono.<Void>fromRunnable(() -> {
            waiting.dispose();
            rehearsal.getAndSet(Optional.empty()).filter(Process::isAlive).ifPresent(process -> {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                remove(unfinished());
            });
        }).subscribeOn(Schedulers.boundedElastic());
    }

    private Process rehearse() throws IOException {
        removeOlder();
        Process process = new ProcessBuilder(command()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        rehearsal.set(Optional.of(process));
        return process;
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/nice"))) {
            command.addAll(List.of("/usr/bin/nice", "-n", "19"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(WITHOUT_PROFILES);
        command.addAll(List.of("-XX:AOTCacheOutput=" + unfinished(), "-Xlog:aot=off", "-Xlog:cds=off", "-jar",
                System.getProperty("java.class.path").split(File.pathSeparator, 2)[0], "rehearse"));
        return command;
    }

    private void keep(Process process) {
        try {
            if (process.exitValue() == 0 && Files.exists(unfinished())) {
                Files.move(unfinished(), file, StandardCopyOption.ATOMIC_MOVE);
                LOG.debug("the next start is quicker: {}", file);
            }
        } catch (IOException e) {
            LOG.debug("no start cache: {}", e.toString());
        }
    }

    private Path unfinished() {
        return file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
    }

    /** Caches of earlier builds and JDKs are of no use to anybody. */
    private void removeOlder() throws IOException {
        Path directory = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
        try (var caches = Files.newDirectoryStream(directory, "start-*.aot*")) {
            caches.forEach(StartCache::remove);
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("{} is left behind: {}", file, e.toString());
        }
    }
}
