package dev.s3gateway.server.admin;

import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.guard.Call;
import dev.s3gateway.backend.guard.Outcome;
import dev.s3gateway.backend.guard.StoreMetrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.time.Duration;

/** Counts what the zones are asked and how they answer. Zones are as many as the configuration names. */
public final class ZoneMetrics implements StoreMetrics {

    private final Counter calls;
    private final Counter bytes;
    private final Histogram seconds;

    public ZoneMetrics(PrometheusRegistry registry) {
        calls = Counter.builder()
                .name("s3gateway_zone_calls")
                .help("Calls to zones that have ended.")
                .labelNames("zone", "call", "outcome")
                .register(registry);
        bytes = Counter.builder()
                .name("s3gateway_zone_bytes")
                .help("Bytes written to and read from zones.")
                .labelNames("zone", "call")
                .register(registry);
        seconds = Histogram.builder()
                .name("s3gateway_zone_call_duration_seconds")
                .help("How long zones take; a get until its body begins.")
                .unit(Unit.SECONDS)
                .labelNames("zone", "call")
                .classicUpperBounds(0.001, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60)
                .classicOnly()
                .register(registry);
    }

    @Override
    public void ended(ZoneCode zone, Call call, Outcome outcome, Duration took) {
        calls.labelValues(zone.value(), call.label(), outcome.label()).inc();
        seconds.labelValues(zone.value(), call.label()).observe(took.toNanos() / 1e9);
    }

    @Override
    public void moved(ZoneCode zone, Call call, long more) {
        bytes.labelValues(zone.value(), call.label()).inc(more);
    }
}
