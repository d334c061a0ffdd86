package dev.s3gateway.bench.load;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs requests as an SDK does: SigV4 in the header. Paths are plain letters here, so they need no encoding. */
public final class Signer {

    public static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    public static final String CHUNKS = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC);
    private static final String HMAC = "HmacSHA256";
    private static final HexFormat HEX = HexFormat.of();

    private final String id;
    private final String secret;
    private final String region;

    public Signer(String id, String secret, String region) {
        this.id = id;
        this.secret = secret;
        this.region = region;
    }

    /** A signed request: its headers, and what its first chunk's signature continues. */
    public record Signed(Map<String, String> headers, String signature, String stamp, String scope,
            SecretKeySpec key) {}

    public Signed sign(String method, String host, String path, String query, Map<String, String> headers,
            String payload) {
        String stamp = STAMP.format(Instant.now());
        TreeMap<String, String> all = new TreeMap<>(headers);
        all.put("host", host);
        all.put("x-amz-date", stamp);
        all.put("x-amz-content-sha256", payload);
        String names = String.join(";", all.keySet());
        StringBuilder canonical = new StringBuilder(512).append(method)
                .append('\n')
                .append(path)
                .append('\n')
                .append(query)
                .append('\n');
        all.forEach((name, value) -> canonical.append(name).append(':').append(value).append('\n'));
        canonical.append('\n').append(names).append('\n').append(payload);
        String scope = stamp.substring(0, 8) + "/" + region + "/s3/aws4_request";
        SecretKeySpec key = new SecretKeySpec(key(stamp.substring(0, 8)), HMAC);
        String signature = HEX.formatHex(hmac(key, "AWS4-HMAC-SHA256\n" + stamp + "\n" + scope + "\n"
                + sha256(canonical.toString().getBytes(StandardCharsets.UTF_8), 0, -1)));
        all.put("authorization", "AWS4-HMAC-SHA256 Credential=" + id + "/" + scope + ", SignedHeaders=" + names
                + ", Signature=" + signature);
        return new Signed(all, signature, stamp, scope, key);
    }

    /** The path with a query that lets anybody send this request for an hour. */
    public String presigned(String method, String host, String path) {
        String stamp = STAMP.format(Instant.now());
        String scope = stamp.substring(0, 8) + "/" + region + "/s3/aws4_request";
        String query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
                + (id + "/" + scope).replace("/", "%2F") + "&X-Amz-Date=" + stamp
                + "&X-Amz-Expires=3600&X-Amz-SignedHeaders=host";
        String canonical = String.join("\n", method, path, query, "host:" + host, "", "host", UNSIGNED);
        String signature = HEX.formatHex(hmac(new SecretKeySpec(key(stamp.substring(0, 8)), HMAC),
                "AWS4-HMAC-SHA256\n" + stamp + "\n" + scope + "\n"
                        + sha256(canonical.getBytes(StandardCharsets.UTF_8), 0, -1)));
        return path + "?" + query + "&X-Amz-Signature=" + signature;
    }

    /** The signature of a chunk that follows the one signed with {@code previous}. */
    static String chunk(Signed seed, String previous, byte[] bytes, int from, int count) {
        return HEX.formatHex(hmac(seed.key(), "AWS4-HMAC-SHA256-PAYLOAD\n" + seed.stamp() + "\n" + seed.scope() + "\n"
                + previous + "\n" + sha256(new byte[0], 0, 0) + "\n" + sha256(bytes, from, count)));
    }

    private static String sha256(byte[] bytes, int from, int count) {
        var digest = Canned.digest("SHA-256");
        digest.update(bytes, from, count < 0 ? bytes.length : count);
        return HEX.formatHex(digest.digest());
    }

    private byte[] key(String day) {
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : new String[]{day, region, "s3", "aws4_request"}) {
            key = hmac(new SecretKeySpec(key, HMAC), part);
        }
        return key;
    }

    private static byte[] hmac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
