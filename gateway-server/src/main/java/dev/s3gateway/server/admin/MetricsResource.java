package dev.s3gateway.server.admin;

import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.Task;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** {@code GET /metrics}: everything in the registry, after what only the ledger and the zones know was asked for. */
public final class MetricsResource implements Resource {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final PrometheusRegistry registry;
    private final ZonePulse pulse;
    private final Ledger ledger;
    private final Supplier<Map<String, Integer>> background;
    private final Gauge zoneUp;
    private final Gauge ledgerUp;
    private final Gauge readOnly;
    private final Gauge tasksWaiting;
    private final Gauge objects;
    private final Gauge running;

    /**
     * @param background {@code Background::running}
     * @param droppedReads {@code ReadLog::dropped}
     */
    public MetricsResource(PrometheusRegistry registry, ZonePulse pulse, Ledger ledger,
            Supplier<Map<String, Integer>> background, LongSupplier droppedReads) {
        this.registry = registry;
        this.pulse = pulse;
        this.ledger = ledger;
        this.background = background;
        zoneUp = gauge("s3gateway_zone_up", "1 where the zone answers and would take a write.", "zone");
        tasksWaiting = gauge("s3gateway_tasks_waiting", "Tasks of upkeep that wait.", "kind");
        objects = gauge("s3gateway_objects", "Objects by the state of their replication.", "status");
        running = gauge("s3gateway_background_running", "Work that outlives its request, by name.", "name");
        var _ = CounterWithCallback.builder()
                .name("s3gateway_operations_log_dropped")
                .help("Reads and refusals that are missing in the operations log.")
                .callback(callback -> callback.call((double) droppedReads.getAsLong()))
                .register(registry);
        ledgerUp = Gauge.builder()
                .name("s3gateway_ledger_up")
                .help("1 where the database answers.")
                .register(registry);
        readOnly = Gauge.builder()
                .name("s3gateway_ledger_read_only")
                .help("1 while nothing is written: the database lost acknowledged writes, or takes none.")
                .register(registry);
    }

    private Gauge gauge(String name, String help, String label) {
        return Gauge.builder().name(name).help(help).labelNames(label).register(registry);
    }

    @Override
    public List<String> path() {
        return List.of("metrics");
    }

    @Override
    public Mono<AdminAnswer> answer(AdminCall call) {
        return Mono.when(pulse.take().doOnNext(this::zones), ledgerState())
                .then(Mono.fromSupplier(this::scrape))
                .map(text -> new AdminAnswer.Text(200, PrometheusTextFormatWriter.CONTENT_TYPE, text));
    }

    private void zones(List<ZonePulse.Beat> beats) {
        beats.forEach(beat -> zoneUp.labelValues(beat.zone().code().value()).set(beat.healthy() ? 1 : 0));
    }

    private Mono<Void> ledgerState() {
        return Mono.zip(ledger.tasks().waiting(), ledger.reports().counts())
                .timeout(PATIENCE)
                .doOnNext(both -> ledgerAnswered(both.getT1(), both.getT2()))
                .doOnError(_ -> ledgerUp.set(0))
                .onErrorComplete()
                .then();
    }

    private void ledgerAnswered(Map<Task.Kind, Long> waiting, Map<String, Long> states) {
        ledgerUp.set(1);
        for (Task.Kind kind : Task.Kind.values()) {
            tasksWaiting.labelValues(kind.name().toLowerCase(Locale.ROOT)).set(waiting.getOrDefault(kind, 0L));
        }
        objects.clear();
        states.forEach((state, count) -> objects.labelValues(state).set(count));
    }

    private String scrape() {
        readOnly.set(ledger.readOnly().isPresent() ? 1 : 0);
        running.clear();
        background.get().forEach((name, count) -> running.labelValues(name).set(count));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(text, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
