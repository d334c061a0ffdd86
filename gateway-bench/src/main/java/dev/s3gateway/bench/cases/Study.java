package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.chart.Picture;
import java.io.IOException;

/** A picture instead of a figure. */
public interface Study {

    /** Its name on the command line and of its file. */
    String name();

    String says();

    Picture run(Bench bench) throws IOException;
}
