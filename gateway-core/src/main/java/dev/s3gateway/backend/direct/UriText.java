package dev.s3gateway.backend.direct;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding as signatures want it: everything but the unreserved characters of RFC 3986 §2.3. */
final class UriText {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private UriText() {}

    /** A path keeps its slashes. */
    static String path(String key) {
        return encoded(key, true);
    }

    static String value(String text) {
        return encoded(text, false);
    }

    private static String encoded(String text, boolean slashes) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (isUnreserved(b) || (slashes && b == '/')) {
                encoded.append((char) b);
            } else {
                encoded.append('%');
                HEX.toHexDigits(encoded, b);
            }
        }
        return encoded.toString();
    }

    private static boolean isUnreserved(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '-' || b == '.'
                || b == '_' || b == '~';
    }
}
