package dev.s3gateway.backend.direct;

import dev.s3gateway.backend.s3.S3ZoneConfig;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The key of a day (AWS Signature Version 4): four HMACs that need not be made again for each request. */
final class SigningKeys {

    private static final String HMAC = "HmacSHA256";

    private final S3ZoneConfig zone;
    private volatile Day latest = new Day("", keyOf(new byte[1]));

    private record Day(String date, SecretKeySpec key) {}

    SigningKeys(S3ZoneConfig zone) {
        this.zone = zone;
    }

    /** A MAC that has taken the key of this day, such as {@code 20260131}; it is the caller's own. */
    Mac of(String date) {
        return mac(key(date));
    }

    private SecretKeySpec key(String date) {
        Day known = latest;
        if (!known.date.equals(date)) {
            byte[] secret = ("AWS4" + zone.secretKey().reveal()).getBytes(StandardCharsets.UTF_8);
            byte[] bytes = then(then(then(then(secret, date), zone.region()), "s3"), "aws4_request");
            known = new Day(date, keyOf(bytes));
            latest = known;
        }
        return known.key;
    }

    private static byte[] then(byte[] key, String text) {
        return mac(keyOf(key)).doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static SecretKeySpec keyOf(byte[] bytes) {
        return new SecretKeySpec(bytes, HMAC);
    }

    private static Mac mac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }
}
