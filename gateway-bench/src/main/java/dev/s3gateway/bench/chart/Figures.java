package dev.s3gateway.bench.chart;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.Locale;

/** Numbers as they are shown. */
public final class Figures {

    private Figures() {}

    /** With three digits that say something. */
    public static String number(double value) {
        double size = Math.abs(value);
        int digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** A text with numbers in it, the same in every country. */
    @FormatMethod
    static String text(@FormatString String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
