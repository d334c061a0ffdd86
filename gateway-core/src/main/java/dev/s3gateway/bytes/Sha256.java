package dev.s3gateway.bytes;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of what is small and at hand: names, keys, texts to be signed. Bodies go through {@link Digests}. */
public final class Sha256 {

    /** A copy of it is there at once, while each new one is looked for among all providers. */
    private static final MessageDigest FRESH = found();

    private Sha256() {}

    /** A new one, to be fed piece by piece. */
    public static MessageDigest running() {
        try {
            return (MessageDigest) FRESH.clone();
        } catch (CloneNotSupportedException unclonable) {
            return found();
        }
    }

    private static MessageDigest found() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** In 64 hexadecimal digits, lower case. */
    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(running().digest(bytes));
    }

    /** Of the text in UTF-8. */
    public static String hex(String text) {
        return hex(text.getBytes(StandardCharsets.UTF_8));
    }
}
