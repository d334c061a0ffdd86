package dev.s3gateway.s3.auth;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;

/** The date forms of SigV4. */
final class Timestamps {

    private static final DateTimeFormatter BASIC = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private Timestamps() {}

    /** {@code 20130524T000000Z}. */
    static Optional<Instant> basic(String text) {
        try {
            return hasShape(text)
                    ? Optional.of(LocalDateTime.of(number(text, 0, 4), number(text, 4, 6), number(text, 6, 8),
                            number(text, 9, 11), number(text, 11, 13), number(text, 13, 15)).toInstant(ZoneOffset.UTC))
                    : Optional.empty();
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /** Eight digits, T, six digits, Z. By hand, as every signature bears one and a formatter costs as much as the HMAC. */
    private static boolean hasShape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (i == 8 ? c != 'T' : i == 15 ? c != 'Z' : c < '0' || c > '9') {
                return false;
            }
        }
        return text.length() == 16;
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    /** {@code Fri, 24 May 2013 00:00:00 GMT}, as in the Date header. */
    static Optional<Instant> http(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    static String basic(Instant instant) {
        return BASIC.format(instant.atOffset(ZoneOffset.UTC));
    }
}
