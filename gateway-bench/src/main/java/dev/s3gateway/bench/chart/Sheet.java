package dev.s3gateway.bench.chart;

import java.util.List;

/** Figures without a goal, for comparison: rows below columns. */
public record Sheet(List<String> columns, List<List<String>> rows) {

    public Sheet {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
    }
}
