package dev.s3gateway.server.admin;

import dev.s3gateway.server.http.AccessListener;
import dev.s3gateway.server.http.AccessRecord;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;

/** Counts requests. Operations and statuses come from small sets, never from what a client wrote. */
public final class RequestMetrics implements AccessListener {

    private final Counter requests;
    private final Counter received;
    private final Counter sent;
    private final Counter cut;
    private final Histogram seconds;

    public RequestMetrics(PrometheusRegistry registry) {
        requests = Counter.builder()
                .name("s3gateway_requests")
                .help("Requests that have ended.")
                .labelNames("dialect", "operation", "status")
                .register(registry);
        received = Counter.builder()
                .name("s3gateway_received_bytes")
                .help("Bytes of request bodies.")
                .labelNames("operation")
                .register(registry);
        sent = Counter.builder()
                .name("s3gateway_sent_bytes")
                .help("Bytes of response bodies.")
                .labelNames("operation")
                .register(registry);
        cut = Counter.builder()
                .name("s3gateway_responses_cut")
                .help("Responses that were begun and not finished.")
                .labelNames("operation")
                .register(registry);
        seconds = Histogram.builder()
                .name("s3gateway_request_duration_seconds")
                .help("From a request's head to the end of its response.")
                .unit(Unit.SECONDS)
                .labelNames("operation")
                .classicUpperBounds(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300)
                .classicOnly()
                .register(registry);
    }

    @Override
    public void ended(AccessRecord access) {
        String operation = access.operation();
        requests.labelValues(access.dialect(), operation, Integer.toString(access.status())).inc();
        received.labelValues(operation).inc(access.bytesIn());
        sent.labelValues(operation).inc(access.bytesOut());
        seconds.labelValues(operation).observe(access.took().toNanos() / 1e9);
        if (access.cut()) {
            cut.labelValues(operation).inc();
        }
    }
}
