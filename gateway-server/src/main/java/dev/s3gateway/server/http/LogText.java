package dev.s3gateway.server.http;

import java.util.regex.Pattern;

/** Makes what strangers sent fit to stand in a log line. */
final class LogText {

    private static final Pattern SECRET = Pattern
            .compile("(?i)((?:x-amz-)?(?:signature|security-token|credential)|awsaccesskeyid|token|secret)=[^&]*");

    private LogText() {}

    /** No line break, no terminal sequence, no blank or quote that would look like ours, and not too long. */
    static String clean(String text, int atMost) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), atMost) + 1);
        for (int at = 0; at < text.length() && clean.length() < atMost; at++) {
            char c = text.charAt(at);
            if (c < ' ' || c == '"' || c == '\\' || (c >= 0x7f && c < 0xa0) || c == '\u2028' || c == '\u2029') {
                clean.append("\\u%04x".formatted((int) c));
            } else {
                clean.append(c);
            }
        }
        return text.length() > atMost ? clean.append('…').toString() : clean.toString();
    }

    /** A request target whose query gives nothing away with which the request could be sent again. */
    static String withoutSecrets(String target) {
        int question = target.indexOf('?');
        return question < 0
                ? target
                : target.substring(0, question) + SECRET.matcher(target.substring(question)).replaceAll("$1=***");
    }
}
