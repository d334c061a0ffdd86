package dev.s3gateway.s3.wire;

import java.util.Optional;

/**
 * The second word of a request line, taken apart but not decoded: {@code /path?query}, or the same behind a scheme and
 * an authority (RFC 9112 §3.2.2).
 */
public record RequestTarget(Optional<String> authority, String rawPath, String rawQuery) {

    public static RequestTarget parse(String sent) {
        int scheme = sent.startsWith("/") ? -1 : sent.indexOf("://");
        if (scheme < 0) {
            return originForm(Optional.empty(), sent);
        }
        String rest = sent.substring(scheme + 3);
        int path = firstOf(rest, '/', '?');
        String tail = rest.substring(path);
        return originForm(Optional.of(rest.substring(0, path)), tail.startsWith("/") ? tail : "/" + tail);
    }

    private static RequestTarget originForm(Optional<String> authority, String sent) {
        if (!sent.startsWith("/") || sent.indexOf('#') >= 0) {
            throw PercentDecoder.notAUri();
        }
        int question = sent.indexOf('?');
        return question < 0
                ? new RequestTarget(authority, sent, "")
                : new RequestTarget(authority, sent.substring(0, question), sent.substring(question + 1));
    }

    private static int firstOf(String text, char one, char other) {
        int at = 0;
        while (at < text.length() && text.charAt(at) != one && text.charAt(at) != other) {
            at++;
        }
        return at;
    }
}
