package dev.s3gateway.backend;

import java.util.regex.Pattern;

/** The stable name of a zone, such as {@code FI-HEL-UC-1}. It stands in locators, so it is never reused. */
public record ZoneCode(String value) implements Comparable<ZoneCode> {

    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    public ZoneCode {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a zone code: " + value
                    + " (letters, digits, '.', '_' and '-', at most 63, starting with a letter or digit)");
        }
    }

    @Override
    public int compareTo(ZoneCode other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
