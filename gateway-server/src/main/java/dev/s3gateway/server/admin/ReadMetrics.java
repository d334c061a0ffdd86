package dev.s3gateway.server.admin;

import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.replication.read.HedgeMetrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Counts the reads for which a second zone was asked beside a late one. */
public final class ReadMetrics implements HedgeMetrics {

    private final Counter hedges;

    public ReadMetrics(PrometheusRegistry registry) {
        hedges = Counter.builder()
                .name("s3gateway_read_hedges")
                .help("Reads for which this zone was asked too because another was late; won: it was the faster one.")
                .labelNames("zone", "outcome")
                .register(registry);
    }

    @Override
    public void hedged(ZoneCode second, boolean won) {
        hedges.labelValues(second.value(), won ? "won" : "lost").inc();
    }
}
