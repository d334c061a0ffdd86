package dev.s3gateway.bench.chart;

import java.util.List;
import java.util.Map;

/** A line for each name over common axes, as SVG that needs nothing else. */
public record Chart(String title, String across, String up, boolean logarithmic, Map<String, List<Point>> lines)
        implements
            Picture {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 400;
    private static final int LEFT = 70;
    private static final int RIGHT = 170;
    private static final int TOP = 40;
    private static final int BOTTOM = 50;
    private static final int STEPS = 5;
    private static final List<String> COLOURS = List.of("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e");

    /** One value. */
    public record Point(double x, double y) {}

    @Override
    public String svg() {
        StringBuilder svg = new StringBuilder(Figures.text("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
                <rect width="100%%" height="100%%" fill="white"/>
                <text x="%d" y="22" font-size="15">%s</text>
                """, WIDTH, HEIGHT, LEFT, title));
        axes(svg);
        int index = 0;
        for (Map.Entry<String, List<Point>> line : lines.entrySet()) {
            line(svg, line.getKey(), line.getValue(), index++);
        }
        return svg.append("</svg>\n").toString();
    }

    private void axes(StringBuilder svg) {
        svg.append(Figures.text("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, across));
        svg.append(Figures.text("<text transform=\"translate(16,%d) rotate(-90)\" text-anchor=\"middle\">%s</text>\n",
                (TOP + HEIGHT - BOTTOM) / 2, up));
        for (int i = 0; i <= STEPS; i++) {
            double value = highest() * i / STEPS;
            svg.append(
                    Figures.text(
                            "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
                            LEFT, WIDTH - RIGHT, y(value), y(value), LEFT - 6, y(value) + 4,
                            Figures.number(value)));
        }
        lines.values()
                .stream()
                .flatMap(List::stream)
                .mapToDouble(Point::x)
                .distinct()
                .sorted()
                .filter(this::isLabelled)
                .forEach(
                        value -> svg.append(Figures.text("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
                                x(value), HEIGHT - BOTTOM + 18, label(value))));
    }

    /** A line over time has many points; ten of them are named at most. */
    private boolean isLabelled(double value) {
        long points = lines.values().stream().flatMap(List::stream).mapToDouble(Point::x).distinct().count();
        return points <= 10 || value % 5 < 0.1;
    }

    private String label(double value) {
        if (logarithmic) {
            return value >= 1 << 20 ? Math.round(value / (1 << 20)) + " MiB" : Math.round(value / 1024) + " KiB";
        }
        return Long.toString(Math.round(value));
    }

    private void line(StringBuilder svg, String name, List<Point> points, int index) {
        String colour = COLOURS.get(index % COLOURS.size());
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            path.append(path.isEmpty() ? "M" : " L")
                    .append(Figures.text("%.1f %.1f", x(point.x()),
                            y(point.y())));
        }
        svg.append(Figures.text("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n", path, colour));
        int row = TOP + 20 * index;
        svg.append(Figures.text(
                "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"4\" fill=\"%s\"/><text x=\"%d\" y=\"%d\">%s</text>\n",
                WIDTH - RIGHT + 14, row, colour, WIDTH - RIGHT + 32, row + 6, name));
    }

    private double x(double value) {
        double low = scaled(lines.values().stream().flatMap(List::stream).mapToDouble(Point::x).min().orElse(0));
        double high = scaled(lines.values().stream().flatMap(List::stream).mapToDouble(Point::x).max().orElse(1));
        double width = WIDTH - (double) LEFT - RIGHT;
        return LEFT + (high == low ? 0 : (scaled(value) - low) / (high - low) * width);
    }

    private double scaled(double value) {
        return logarithmic ? Math.log(value) : value;
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - value / highest() * (HEIGHT - TOP - BOTTOM);
    }

    private double highest() {
        double most = lines.values().stream().flatMap(List::stream).mapToDouble(Point::y).max().orElse(1);
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(most, 1e-9))));
        return Math.ceil(most / power * 2) / 2 * power;
    }
}
