package dev.s3gateway.ledger.postgres;

import java.util.List;
import java.util.function.Function;

/** Arrays as PostgreSQL writes them: a batch of arrays travels as an array of these texts. */
final class ArrayText {

    private ArrayText() {}

    static <T> String of(List<T> items, Function<T, String> form) {
        StringBuilder text = new StringBuilder(items.size() * 48 + 2).append('{');
        for (T item : items) {
            if (text.length() > 1) {
                text.append(',');
            }
            append(text, form.apply(item));
        }
        return text.append('}').toString();
    }

    private static void append(StringBuilder text, String item) {
        if (isPlain(item)) {
            text.append(item);
            return;
        }
        text.append('"');
        for (int i = 0; i < item.length(); i++) {
            char c = item.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c);
        }
        text.append('"');
    }

    /** Needs no quotes. */
    private static boolean isPlain(String item) {
        for (int i = 0; i < item.length(); i++) {
            char c = item.charAt(i);
            if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '-' && c <= '9') || c == '!' || c == ':')) {
                return false;
            }
        }
        return !item.isEmpty() && !item.equalsIgnoreCase("NULL");
    }
}
