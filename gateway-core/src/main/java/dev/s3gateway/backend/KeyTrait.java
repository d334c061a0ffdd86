package dev.s3gateway.backend;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What some keys have, that some storage refuses or mixes up with another key. */
public enum KeyTrait {
    DOUBLE_SLASH(key -> key.contains("//")), LEADING_SLASH(key -> key.startsWith("/")), TRAILING_SLASH(
            key -> key.endsWith("/")),
    /** {@code .} or {@code ..} between slashes. */
    DOT_SEGMENT(key -> segments(key).anyMatch(segment -> segment.equals(".") || segment.equals(".."))), BACKSLASH(
            key -> key.contains("\\")),
    /** What is an escape or its result somewhere. */
    PERCENT_OR_PLUS(key -> key.contains("%") || key.contains("+")),
    /** A name that begins or ends in a blank, or ends in a dot. */
    PADDED_NAME(key -> segments(key)
            .anyMatch(segment -> !segment.equals(segment.strip()) || segment.endsWith("."))), PUNCTUATION(
                    having("[^\\p{Alnum}\\x00-\\x20\\x7f-\\x{10ffff}/._!%+\\\\-]")), CONTROL_CHARACTER(
                            having("[\\x00-\\x1f\\x7f]")),
    /** Characters that XML cannot carry. */
    NONCHARACTER(having("[\\x{fffe}\\x{ffff}]")), NON_ASCII(having("[\\x{80}-\\x{fffd}]")),
    /** Beyond the first 65,536 characters. */
    ASTRAL(having("[\\x{10000}-\\x{10ffff}]")),
    /** Letters that another spelling composes. */
    DECOMPOSED(key -> !Normalizer.isNormalized(key, Normalizer.Form.NFC)), UPPER_CASE(having("[A-Z]"));

    @SuppressWarnings("ImmutableEnumChecker") // a function without a state
    private final Predicate<String> shown;

    KeyTrait(Predicate<String> shown) {
        this.shown = shown;
    }

    public boolean isIn(String key) {
        return shown.test(key);
    }

    /** {@code double-slash}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Stream<String> segments(String key) {
        return Arrays.stream(key.split("/", -1));
    }

    private static Predicate<String> having(String characters) {
        return Pattern.compile(characters).asPredicate();
    }
}
