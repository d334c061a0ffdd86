package dev.s3gateway.server;

import dev.s3gateway.server.settings.GatewayConfig;
import dev.s3gateway.server.settings.Settings;
import dev.s3gateway.server.settings.ZoneChanges;
import dev.s3gateway.server.zones.Zones;
import dev.s3gateway.config.ConfigProblem;
import dev.s3gateway.config.Differences;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Takes a changed configuration up while requests run: whole, or not at all. What the object graph was built from
 * cannot change under it; such keys are named, and wait for the next start.
 */
final class Reload {

    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);
    private static final List<String> WHILE_RUNNING = List.of("zones", "backends-file", "replication.",
            "s3proxy.", "auth.root-key", "auth.root-keys", "auth.users");

    private final Supplier<Settings> files;
    private final GatewayConfig started;
    private final Zones zones;
    private final Keyring keys;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile GatewayConfig current;

    /** @param files reads the configuration anew, as the start did; may wait */
    Reload(Supplier<Settings> files, GatewayConfig started, Zones zones, Keyring keys) {
        this.files = files;
        this.started = started;
        this.zones = zones;
        this.keys = keys;
        this.current = started;
    }

    /**
     * What a reload did.
     *
     * @param changed keys whose new values are in use
     * @param needsRestart keys whose new values are not
     */
    record Report(List<String> changed, ZoneChanges zones, List<String> needsRestart) {}

    /** The configuration in use. */
    GatewayConfig current() {
        return current;
    }

    /** Fails with a {@link ConfigProblem} that names every mistake, and then nothing has changed. One at a time. */
    Mono<Report> now() {
        return alone().doOnNext(Reload::tell)
                .doOnError(ConfigProblem.class, problem -> problem.findings()
                        .forEach(finding -> LOG.warn("the configuration was not taken up: {}", finding)));
    }

    /** The same, of which nothing is said unless something has changed. */
    Mono<Report> quietly() {
        return alone().doOnNext(report -> {
            if (!report.changed().isEmpty()) {
                tell(report);
            }
        });
    }

    private Mono<Report> alone() {
        return Mono.defer(() -> busy.compareAndSet(false, true) ? unhindered() : Mono.error(new Busy()))
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, Duration.ofMillis(50)).filter(Busy.class::isInstance));
    }

    private Mono<Report> unhindered() {
        return Mono.fromSupplier(files)
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(settings -> taken(settings.config()))
                .doFinally(_ -> busy.set(false));
    }

    private Mono<Report> taken(GatewayConfig next) {
        return Mono.fromSupplier(() -> keys.prepared(next))
                .flatMap(prepared -> zones.change(next)
                        .then(Mono.fromSupplier(() -> {
                            Report report = report(next, prepared);
                            keys.use(prepared);
                            current = next;
                            return report;
                        })));
    }

    private Report report(GatewayConfig next, Credentials credentials) {
        List<String> changed = Differences.between(current, next).stream().filter(Reload::changesWhileRunning).toList();
        Stream<String> fixed = Differences.between(started, next).stream().filter(key -> !changesWhileRunning(key));
        // The first key closes a gateway that was open, but only its next start knows.
        Stream<String> mode = keys.isOtherMode(credentials) ? Stream.of("auth.mode") : Stream.empty();
        return new Report(changed, ZoneChanges.between(current.zones(), next.zones()),
                Stream.concat(fixed, mode).distinct().toList());
    }

    private static boolean changesWhileRunning(String key) {
        return WHILE_RUNNING.stream()
                .anyMatch(known -> known.endsWith(".") ? key.startsWith(known) : key.equals(known));
    }

    private static void tell(Report report) {
        LOG.info("the configuration was read again: {}", report.changed().isEmpty()
                ? "nothing has changed"
                : "changed are " + String.join(", ", report.changed()) + "; zones: " + report.zones());
        if (!report.needsRestart().isEmpty()) {
            LOG.warn("these keys change with a restart only: {}", String.join(", ", report.needsRestart()));
        }
    }

    private static final class Busy extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Busy() {
            super("a reload is under way", null, false, false);
        }
    }
}
