package dev.s3gateway.backend;

import java.util.stream.Stream;

/** Legal keys that some storage has mixed up, refused, or taken for a path. All of them are different. */
public final class OddKeys {

    private static final String STAMPED = "1.0b9c3a1e-6a0f-4e0e-9f0a-3c1d2e4f5a6b.1";

    private OddKeys() {}

    public static Stream<String> all() {
        return Stream.of(paths(), escapes(), texts(), lengths(), ourOwnNames()).flatMap(keys -> keys);
    }

    private static Stream<String> paths() {
        return Stream.of("a", "a/b", "a/", "a//b", "a///", "/", "//", "/a", "dir/", "dir/dir/", ".", "..", "../..",
                "../../../../etc/passwd", "/etc/passwd", "./a", "a/.", "a/..", "a/../b", "a/./b", "...", ".hidden",
                "a/.tmp/b", "~", "~/a", "C:\\windows", "a\\b", "con", "nul", "lost+found", "a.", "a ", " a", " ", "  ");
    }

    private static Stream<String> escapes() {
        return Stream.of("%2F", "%2f", "a%2Fb", "a%2fb", "%", "%%", "%25", "%2", "%00", "%2E%2E", "a%", "a+b", "a b",
                "a%20b",
                "a?b", "a#b", "a&b=c", "a;b", "a:b", "a|b", "a*b", "a\"b", "a'b", "<a>", "{a}", "[a]", "$HOME", "`id`",
                "-rf", "--", "!", "!!", "a!", "!a", "a!b", "a!/b", "!/!", "a/!");
    }

    private static Stream<String> texts() {
        return Stream
                .of("caf\u00e9", "cafe\u0301", "a", "A", "stra\u00dfe", "STRASSE", "\u0130", "i\u0307",
                        "\u65e5\u672c\u8a9e/\u9375",
                        "\ud83d\ude00", "\ud83d\ude00/\ud83d\udc4d\ud83c\udffd", "\ufeffbom", "\u200b", "\u202egpj",
                        "\uffff", "\u0080", "a\tb",
                        "a\nb", "a\rb", "a\r\nb", "\u0001", "\u001f\u007f", "\u2028")
                .filter(key -> !key.equals("a"));
    }

    private static Stream<String> lengths() {
        return Stream.of("x".repeat(1024), "x".repeat(255), "x".repeat(256), "x".repeat(200), "x".repeat(201),
                "/".repeat(1024),
                "x/".repeat(512), "%".repeat(1024), "!".repeat(1024), ".".repeat(1024), "\u0001".repeat(1024),
                "\u00e9".repeat(512), "\ud83d\ude00".repeat(256), "./".repeat(512), "../".repeat(341),
                "y".repeat(512) + "/" + "y".repeat(511),
                "x".repeat(180) + "/" + "x".repeat(20), "x".repeat(170), "x".repeat(171), "x".repeat(169) + "%");
    }

    private static Stream<String> ourOwnNames() {
        return Stream.of(".tmp", ".tmp/x", ".s3gateway", ".s3gateway/tmp/x", STAMPED, STAMPED + ".json", "a!" + STAMPED,
                "a!/" + STAMPED, "a!" + STAMPED + ".json", "a/!" + STAMPED, "%~", "a%~", "x%~/y", "a.json", "a/b!");
    }
}
