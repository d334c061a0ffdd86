package dev.s3gateway.server.http;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes what strangers sent fit to stand in a log line. */
final class LogText {

    /** Names of parameters; what is percent-encoded in a name might hide one of them. */
    private static final Pattern SECRET = Pattern
            .compile("(?i)[^&=]*(?:signature|token|credential|accesskeyid|secret|password|customer-key|%)[^&=]*=[^&]*");

    private LogText() {}

    /** No line break, no terminal sequence, no blank or quote that would look like ours, and not too long. */
    static String clean(String text, int atMost) {
        return text.length() <= atMost && isClean(text) ? text : cleaned(text, atMost);
    }

    private static boolean isClean(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (isUnfit(text.charAt(at))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUnfit(char c) {
        return c < ' ' || c == '"' || c == '\\' || (c >= 0x7f && c < 0xa0) || c == '\u2028' || c == '\u2029';
    }

    private static String cleaned(String text, int atMost) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), atMost) + 1);
        for (int at = 0; at < text.length() && clean.length() < atMost; at++) {
            char c = text.charAt(at);
            if (isUnfit(c)) {
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
                : target.substring(0, question + 1) + SECRET.matcher(target.substring(question + 1))
                        .replaceAll(LogText::hidden);
    }

    private static String hidden(MatchResult parameter) {
        String text = parameter.group();
        return Matcher.quoteReplacement(text.substring(0, text.indexOf('=')) + "=***");
    }
}
