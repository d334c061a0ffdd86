package dev.s3gateway.backend.probe;

import dev.s3gateway.backend.KeyRules;
import dev.s3gateway.backend.KeyTrait;
import dev.s3gateway.backend.OwnKeys;
import java.util.List;

/** A key with one odd trait, and the keys that some storage would take it for. */
record KeySample(String key, List<String> others) {

    /** {@code run}: a name that nobody else has. */
    static KeySample of(KeyTrait trait, String run) {
        String under = OwnKeys.PREFIX + run + "/" + trait.label() + "/";
        return switch (trait) {
            case DOUBLE_SLASH -> new KeySample(under + "a//b", List.of(under + "a/b"));
            case LEADING_SLASH -> new KeySample("/" + under + "a", List.of(under + "a"));
            case TRAILING_SLASH -> new KeySample(under + "a/", List.of());
            case DOT_SEGMENT -> new KeySample(under + "a/./b/../c", List.of(under + "a/c"));
            case BACKSLASH -> new KeySample(under + "a\\b", List.of(under + "a/b"));
            case PERCENT_OR_PLUS -> new KeySample(under + "a%2Fb+c%25%", List.of(under + "a/b c%%"));
            case PADDED_NAME -> new KeySample(under + " a / b./c ", List.of(under + "a/b/c"));
            case PUNCTUATION -> new KeySample(under + "<a>:\"b\"|c?d*e&f=g#h;i,j'k@l$m[n]{o}^p`q~r(s)", List.of());
            case CONTROL_CHARACTER -> new KeySample(under + "a\u0001\u001f\t\n\r\u007fb", List.of());
            case NONCHARACTER -> new KeySample(under + "a\ufffe\uffffb", List.of());
            case NON_ASCII -> new KeySample(under + "caf\u00e9/\u65e5\u672c\u200b\ufeff\u202e", List.of());
            case ASTRAL -> new KeySample(under + "\ud83d\ude00", List.of());
            case DECOMPOSED -> new KeySample(under + "cafe\u0301", List.of(under + "caf\u00e9"));
            case UPPER_CASE -> new KeySample(under + "Key", List.of(under + "key"));
        };
    }

    /** One name of so many bytes. */
    static KeySample ofName(int bytes, String run) {
        String whole = OwnKeys.WHOLE + run + "-";
        String under = OwnKeys.PREFIX + run + "/";
        return new KeySample(bytes == KeyRules.LONGEST
                ? whole + "x".repeat(bytes - whole.length())
                : under + "x".repeat(bytes), List.of());
    }

    /** Many short names that make so many bytes. */
    static KeySample ofLength(int bytes, String run) {
        String under = OwnKeys.PREFIX + run + "/long/";
        String names = ("x".repeat(60) + "/").repeat(20);
        return new KeySample(under + names.substring(0, bytes - under.length() - 1) + "x", List.of());
    }

    /** A key below another object's. */
    static KeySample nested(String run) {
        String under = OwnKeys.PREFIX + run + "/nested/";
        return new KeySample(under + "a/b", List.of(under + "a"));
    }
}
