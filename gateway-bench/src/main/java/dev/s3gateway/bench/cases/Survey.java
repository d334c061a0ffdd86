package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.chart.Sheet;
import java.io.IOException;

/** A table of figures that have no goal. */
public interface Survey {

    String name();

    String says();

    Sheet run(Bench bench) throws IOException;
}
