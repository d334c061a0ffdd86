package dev.s3gateway.s3.wire;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HexFormat;

/** Percent-encoding as {@code encoding-type=url} asks for it: of every byte but letters, digits and {@code -_.~/*}. */
public final class UrlText {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private static final BitSet PLAIN = new BitSet();

    static {
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~/*".chars().forEach(PLAIN::set);
    }

    private UrlText() {}

    /** A space becomes {@code %20}, which every decoder understands, those of forms too. */
    public static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (PLAIN.get(b & 0xff)) {
                encoded.append((char) b);
            } else {
                HEX.toHexDigits(encoded.append('%'), b);
            }
        }
        return encoded.toString();
    }
}
