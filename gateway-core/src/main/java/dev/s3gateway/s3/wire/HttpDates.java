package dev.s3gateway.s3.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Dates as they stand in headers (RFC 9110 §5.6.7): one form to write, three to read. */
public final class HttpDates {

    private static final DateTimeFormatter IMF = DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'",
            Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final List<DateTimeFormatter> READABLE = List.of(IMF, DateTimeFormatter.RFC_1123_DATE_TIME,
            new DateTimeFormatterBuilder().appendPattern("EEEE, dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC));

    private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
    private static final List<String> MONTHS = List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
            "Oct", "Nov", "Dec");

    private HttpDates() {}

    /** By hand where the year has four digits: each answer about an object bears one, and a formatter takes ten times as long. */
    public static String format(Instant instant) {
        OffsetDateTime at = instant.atOffset(ZoneOffset.UTC);
        if (at.getYear() < 1000 || at.getYear() > 9999) {
            return IMF.format(instant);
        }
        StringBuilder text = new StringBuilder(29).append(DAYS.get(at.getDayOfWeek().getValue() - 1)).append(", ");
        twoDigits(text, at.getDayOfMonth()).append(' ')
                .append(MONTHS.get(at.getMonthValue() - 1))
                .append(' ')
                .append(at.getYear())
                .append(' ');
        twoDigits(text, at.getHour()).append(':');
        twoDigits(text, at.getMinute()).append(':');
        return twoDigits(text, at.getSecond()).append(" GMT").toString();
    }

    private static StringBuilder twoDigits(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    /** Empty for what is no date: such a condition is ignored (RFC 9110 §13.1.3). */
    public static Optional<Instant> parse(String text) {
        return READABLE.stream().flatMap(format -> tried(format, text).stream()).findFirst();
    }

    private static Optional<Instant> tried(DateTimeFormatter format, String text) {
        try {
            return Optional.of(Instant.from(format.parse(text.strip())));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
