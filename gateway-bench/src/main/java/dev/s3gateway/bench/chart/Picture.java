package dev.s3gateway.bench.chart;

/** Something to look at. */
public interface Picture {

    /** As SVG that needs nothing else. */
    String svg();
}
