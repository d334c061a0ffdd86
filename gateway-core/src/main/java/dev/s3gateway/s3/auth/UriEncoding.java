package dev.s3gateway.s3.auth;

import java.nio.charset.StandardCharsets;

/** The percent encoding of SigV4: every byte but {@code A-Z a-z 0-9 - . _ ~} becomes {@code %XX}, upper case. */
final class UriEncoding {

    private static final String HEX = "0123456789ABCDEF";

    private UriEncoding() {}

    static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            append(encoded, b & 0xff);
        }
        return encoded.toString();
    }

    /**
     * An encoded path (its characters are the bytes sent) spelled as AWS spells it: what needs no encoding is bare, what needs it is encoded. What the path
     * means stays the same: slashes, encoded slashes and dots are left as they are.
     */
    static String respell(String rawPath) {
        return isSpelled(rawPath) ? rawPath : respelled(rawPath);
    }

    private static boolean isSpelled(String rawPath) {
        for (int i = 0; i < rawPath.length(); i++) {
            char c = rawPath.charAt(i);
            if (c != '/' && !isUnreserved(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUnreserved(int b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '-' || b == '.'
                || b == '_' || b == '~';
    }

    private static String respelled(String rawPath) {
        byte[] bytes = rawPath.getBytes(StandardCharsets.ISO_8859_1);
        StringBuilder spelled = new StringBuilder(bytes.length + 16);
        for (int i = 0; i < bytes.length; i++) {
            int hex = bytes[i] == '%' ? hexAt(bytes, i + 1) : -1;
            if (bytes[i] == '/') {
                spelled.append('/');
            } else if (hex >= 0) {
                append(spelled, hex);
                i += 2;
            } else {
                append(spelled, bytes[i] & 0xff);
            }
        }
        return spelled.toString();
    }

    private static int hexAt(byte[] bytes, int at) {
        if (at + 1 >= bytes.length) {
            return -1;
        }
        int high = Character.digit(bytes[at], 16);
        int low = Character.digit(bytes[at + 1], 16);
        return high < 0 || low < 0 ? -1 : (high << 4) | low;
    }

    private static void append(StringBuilder to, int b) {
        if (isUnreserved(b)) {
            to.append((char) b);
        } else {
            to.append('%').append(HEX.charAt(b >> 4)).append(HEX.charAt(b & 0xf));
        }
    }
}
