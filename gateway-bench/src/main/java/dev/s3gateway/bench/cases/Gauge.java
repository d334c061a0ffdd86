package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.load.Tally;

/** What is read off a round: the figure that is compared. */
interface Gauge {

    double of(Tally tally, double cpuSeconds);

    Gauge CPU_PER_GIB = (tally, cpu) -> cpu / tally.gibibytes();
    Gauge CPU_MICROS_PER_REQUEST = (tally, cpu) -> cpu * 1e6 / tally.requests();
    Gauge RATE = (tally, cpu) -> tally.requestsPerSecond();
    Gauge MEDIAN_MILLIS = (tally, cpu) -> tally.percentile(0.5);
    Gauge P95_MILLIS = (tally, cpu) -> tally.percentile(0.95);
    Gauge P99_MILLIS = (tally, cpu) -> tally.percentile(0.99);
}
