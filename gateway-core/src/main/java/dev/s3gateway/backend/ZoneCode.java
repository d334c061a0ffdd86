package dev.s3gateway.backend;

/** The stable name of a zone, such as {@code FI-HEL-UC-1}. It stands in locators, so it is never reused. */
public record ZoneCode(String value) implements Comparable<ZoneCode> {

    private static final int LONGEST = 63;

    public ZoneCode {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a zone code: " + value
                    + " (letters, digits, '.', '_' and '-', at most 63, starting with a letter or digit)");
        }
    }

    /** By hand: every copy that is read from the ledger names its zone. */
    private static boolean isValid(String value) {
        if (value.isEmpty() || value.length() > LONGEST || !isLetterOrDigit(value.charAt(0))) {
            return false;
        }
        for (int i = 1; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!isLetterOrDigit(c) && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
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
