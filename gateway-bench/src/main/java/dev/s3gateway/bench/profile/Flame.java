package dev.s3gateway.bench.profile;

import dev.s3gateway.bench.chart.Picture;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How often each stack was seen, as a picture: who called whom upwards, the share of the time across. */
public final class Flame implements Picture {

    private static final int WIDTH = 1200;
    private static final int ROW = 17;
    private static final double LETTER = 6.6;
    /** What is narrower is not drawn. */
    private static final double NARROWEST = 0.7;
    private final String title;
    private final Node root = new Node();
    private final Map<String, Long> inclusive = new HashMap<>();

    private static final class Node {
        private long seen;
        private final Map<String, Node> callees = new TreeMap<>();
    }

    /** A method and the share of the time that was spent in it and in what it called. */
    public record Share(String frame, double percent) {}

    Flame(String title, List<List<String>> stacks) {
        this.title = title;
        stacks.forEach(this::add);
    }

    private void add(List<String> stack) {
        root.seen++;
        Node at = root;
        for (String frame : stack) {
            at = at.callees.computeIfAbsent(frame, _ -> new Node());
            at.seen++;
        }
        Set<String> once = new HashSet<>(stack);
        once.forEach(frame -> inclusive.merge(frame, 1L, Long::sum));
    }

    public long samples() {
        return root.seen;
    }

    /** The methods that took more than so many percent with all that they called, the dearest first. */
    public List<Share> above(double percent) {
        return inclusive.entrySet()
                .stream()
                .map(entry -> new Share(entry.getKey(), 100.0 * entry.getValue() / root.seen))
                .filter(share -> share.percent() > percent)
                .sorted(Comparator.comparingDouble(Share::percent).reversed().thenComparing(Share::frame))
                .toList();
    }

    @Override
    public String svg() {
        List<String> boxes = new ArrayList<>();
        int height = draw(root, 0, 1, boxes) * ROW + 40;
        StringBuilder svg = new StringBuilder(String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="monospace" font-size="11">
                <rect width="100%%" height="100%%" fill="white"/>
                <text x="8" y="22" font-size="15" font-family="sans-serif">%s, %d samples</text>
                <g transform="translate(0,%d)">
                """, WIDTH, height, title, root.seen, height - 8));
        boxes.forEach(svg::append);
        return svg.append("</g></svg>\n").toString();
    }

    /** Answers how many rows it needed. */
    private int draw(Node node, double left, int row, List<String> boxes) {
        double x = left;
        int rows = row;
        for (Map.Entry<String, Node> callee : node.callees.entrySet()) {
            double width = (double) WIDTH * callee.getValue().seen / root.seen;
            if (width >= NARROWEST) {
                boxes.add(box(callee.getKey(), x, width, row, 100.0 * callee.getValue().seen / root.seen));
                rows = Math.max(rows, draw(callee.getValue(), x, row + 1, boxes));
            }
            x += width;
        }
        return rows;
    }

    private static String box(String frame, double x, double width, int row, double percent) {
        String name = frame.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        int letters = (int) ((width - 4) / LETTER);
        String shown = letters < 3 ? "" : frame.length() <= letters ? name : shortened(frame, letters);
        return String.format(Locale.ROOT,
                "<g><title>%s %.1f%%</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\" "
                        + "stroke=\"white\" stroke-width=\"0.5\"/><text x=\"%.1f\" y=\"%d\">%s</text></g>%n",
                name, percent, x, -row * ROW, width, ROW - 1, colour(frame), x + 2, -row * ROW + 12, shown);
    }

    private static String shortened(String frame, int letters) {
        return frame.substring(0, letters - 1).replace("&", "").replace("<", "").replace(">", "") + "…";
    }

    /** A warm colour, the same for a name in every picture. */
    private static String colour(String frame) {
        int hash = Math.floorMod(frame.hashCode() * 31, 55);
        return "hsl(" + hash + ",75%," + (68 + hash % 7) + "%)";
    }
}
