package dev.s3gateway.backend.direct;

import dev.s3gateway.backend.s3.S3ZoneConfig;
import dev.s3gateway.bytes.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/** Writes the signed head of a request (AWS Signature Version 4). For one event loop: what it reuses is its own. */
final class Signer {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC);
    private static final HexFormat HEX = HexFormat.of();

    private final S3ZoneConfig zone;
    private final Place place;
    private final SigningKeys keys;
    private final InstantSource clock;
    private final MessageDigest sha256 = Sha256.running();
    private long second = -1;
    private String time = "";
    private String date = "";
    private String scope = "";
    private @Nullable Mac mac;
    private final StringBuilder canonical = new StringBuilder(1024);
    private final StringBuilder head = new StringBuilder(1024);

    Signer(S3ZoneConfig zone, Place place, SigningKeys keys, InstantSource clock) {
        this.zone = zone;
        this.place = place;
        this.keys = keys;
        this.clock = clock;
    }

    /** A head as it is sent, and what signs the chunks behind it. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares two
    record Head(byte[] bytes, Supplier<ChunkSigner> chunks) {}

    /** Request line and headers to the empty line, with these headers that the signature does not cover. */
    Head head(Request request, String payload, String unsigned) {
        Mac key = today();
        Map<String, String> signed = new TreeMap<>(request.headers());
        signed.put("host", place.hostHeader(request.bucket()));
        signed.put("x-amz-content-sha256", payload);
        signed.put("x-amz-date", time);
        zone.sessionToken().ifPresent(token -> signed.put("x-amz-security-token", token.reveal()));

        String path = place.path(request.bucket(), request.key());
        String names = String.join(";", signed.keySet());
        String signedAt = time + "\n" + scope + "\n";
        String toSign = "AWS4-HMAC-SHA256\n" + signedAt + HEX.formatHex(sha256.digest(
                canonical(request, path, signed, names, payload).getBytes(StandardCharsets.UTF_8)));
        String signature = HEX.formatHex(key.doFinal(toSign.getBytes(StandardCharsets.UTF_8)));

        head.setLength(0);
        head.append(request.method()).append(' ').append(path);
        if (!request.query().isEmpty()) {
            head.append('?').append(request.query());
        }
        head.append(" HTTP/1.1\r\n");
        signed.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append(unsigned)
                .append("authorization: AWS4-HMAC-SHA256 Credential=")
                .append(zone.accessKey())
                .append('/')
                .append(scope)
                .append(", SignedHeaders=")
                .append(names)
                .append(", Signature=")
                .append(signature)
                .append("\r\n\r\n");
        return new Head(head.toString().getBytes(StandardCharsets.ISO_8859_1),
                () -> new ChunkSigner(key, signedAt, signature));
    }

    private String canonical(Request request, String path, Map<String, String> signed, String names, String payload) {
        canonical.setLength(0);
        canonical.append(request.method())
                .append('\n')
                .append(path)
                .append('\n')
                .append(request.query())
                .append('\n');
        signed.forEach((name, value) -> canonical.append(name).append(':').append(plain(name, value)).append('\n'));
        return canonical.append('\n').append(names).append('\n').append(payload).toString();
    }

    /** A line break in a header would be another header, or another request. */
    private static String plain(String name, String value) {
        if (hasControls(name) || hasControls(value)) {
            throw new IllegalArgumentException("a control character in the header " + name.strip());
        }
        return value;
    }

    private static boolean hasControls(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == 0x7f) {
                return true;
            }
        }
        return false;
    }

    /** Dates are only written anew once a second, keys once a day. */
    private Mac today() {
        Instant now = clock.instant();
        Mac known = mac;
        if (now.getEpochSecond() == second && known != null) {
            return known;
        }
        second = now.getEpochSecond();
        time = STAMP.format(now);
        String day = time.substring(0, 8);
        if (known == null || !day.equals(date)) {
            date = day;
            scope = day + "/" + zone.region() + "/s3/aws4_request";
            known = keys.of(day);
            mac = known;
        }
        return known;
    }
}
