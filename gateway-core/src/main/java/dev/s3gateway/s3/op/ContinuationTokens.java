package dev.s3gateway.s3.op;

import dev.s3gateway.failure.Failure.Malformed;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Where a listing goes on, in a form that clients cannot read, alter, or carry over to another listing: the name that
 * the last page ended with, signed together with what was listed.
 */
public final class ContinuationTokens {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SIGNATURE_BYTES = 16;

    private final SecretKeySpec key;

    /** Gateways that share a database share the key, so that any of them serves the next page. */
    public ContinuationTokens(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** A token that goes on after this name; {@code listing} says which listing it belongs to. */
    String after(String name, List<String> listing) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        byte[] token = ByteBuffer.allocate(SIGNATURE_BYTES + text.length)
                .put(signature(text, listing))
                .put(text)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** The name inside a token of this listing. */
    String open(String token, List<String> listing) {
        byte[] bytes = decoded(token);
        if (bytes.length < SIGNATURE_BYTES) {
            throw incorrect();
        }
        byte[] text = Arrays.copyOfRange(bytes, SIGNATURE_BYTES, bytes.length);
        if (!MessageDigest.isEqual(signature(text, listing), Arrays.copyOf(bytes, SIGNATURE_BYTES))) {
            throw incorrect();
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    private static byte[] decoded(String token) {
        try {
            return Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException _) {
            throw incorrect();
        }
    }

    /** No part can hold a NUL, so it separates them without doubt. */
    private byte[] signature(byte[] name, List<String> listing) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((String.join("\0", listing) + "\0").getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(mac.doFinal(name), SIGNATURE_BYTES);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static Malformed incorrect() {
        return Arguments.invalid("The continuation token provided is incorrect");
    }
}
