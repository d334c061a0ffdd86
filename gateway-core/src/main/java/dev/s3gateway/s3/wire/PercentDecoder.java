package dev.s3gateway.s3.wire;

import dev.s3gateway.failure.Failure.Fault;
import dev.s3gateway.failure.Failure.Malformed;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Decodes percent-encoding exactly once, to UTF-8 and nothing else. A character above U+007F stands for the byte that
 * came over the wire (header lines are read as ISO 8859-1), so a path in raw UTF-8 is understood too.
 */
final class PercentDecoder {

    private PercentDecoder() {}

    /** A plus sign is itself. */
    static String path(String raw) {
        return decode(raw, false);
    }

    /** A plus sign is a space, as in forms and at AWS. */
    static String query(String raw) {
        return decode(raw, true);
    }

    private static String decode(String raw, boolean plusIsSpace) {
        return isPlain(raw, plusIsSpace) ? raw : decoded(raw, plusIsSpace);
    }

    /** Whether it means what it says, as nearly all keys do. */
    private static boolean isPlain(String raw, boolean plusIsSpace) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%' || c == 0 || c >= 0x80 || (c == '+' && plusIsSpace)) {
                return false;
            }
        }
        return true;
    }

    private static String decoded(String raw, boolean plusIsSpace) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        int at = 0;
        while (at < raw.length()) {
            char c = raw.charAt(at);
            if (c == '%') {
                bytes.write(hexPair(raw, at + 1));
                at += 3;
            } else {
                bytes.write(plain(plusIsSpace && c == '+' ? ' ' : c));
                at++;
            }
        }
        return withoutNul(utf8(bytes.toByteArray()));
    }

    private static int hexPair(String raw, int at) {
        if (at + 1 >= raw.length() || !HexFormat.isHexDigit(raw.charAt(at))
                || !HexFormat.isHexDigit(raw.charAt(at + 1))) {
            throw notAUri();
        }
        return HexFormat.fromHexDigits(raw, at, at + 2);
    }

    private static char plain(char c) {
        if (c > 0xff) {
            throw notAUri();
        }
        return c;
    }

    /** Java's decoder refuses overlong forms and surrogates when told to report. */
    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            throw notAUri();
        }
    }

    private static String withoutNul(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new Malformed(Fault.INVALID_ARGUMENT, "A NUL character is not allowed here.");
        }
        return text;
    }

    static Malformed notAUri() {
        return new Malformed(Fault.INVALID_URI, "Couldn't parse the specified URI.");
    }
}
