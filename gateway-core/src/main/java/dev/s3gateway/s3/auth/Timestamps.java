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
import java.util.regex.Pattern;

/** The date forms of SigV4. */
final class Timestamps {

    private static final Pattern SHAPE = Pattern.compile("\\d{8}T\\d{6}Z");
    private static final DateTimeFormatter BASIC = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private Timestamps() {}

    /** {@code 20130524T000000Z}. */
    static Optional<Instant> basic(String text) {
        try {
            return SHAPE.matcher(text).matches()
                    ? Optional.of(LocalDateTime.parse(text, BASIC).toInstant(ZoneOffset.UTC))
                    : Optional.empty();
        } catch (DateTimeException _) {
            return Optional.empty();
        }
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
