package dev.s3gateway.s3.auth;

import dev.s3gateway.access.AccessKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The client's half of Signature Version 4, written anew; it signs what it is told, sensible or not. */
record Signer(AccessKey key, String date, String time, String region, String service, String terminal) {

    static final String STREAMING = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";

    static Signer of(AccessKey key) {
        return new Signer(key, "20130524", "20130524T000000Z", "us-east-1", "s3", "aws4_request");
    }

    Signer date(String other) {
        return new Signer(key, other, time, region, service, terminal);
    }

    Signer time(String other) {
        return new Signer(key, other.substring(0, 8), other, region, service, terminal);
    }

    Signer region(String other) {
        return new Signer(key, date, time, other, service, terminal);
    }

    Signer service(String other) {
        return new Signer(key, date, time, region, other, terminal);
    }

    Signer terminal(String other) {
        return new Signer(key, date, time, region, service, other);
    }

    String scope() {
        return String.join("/", date, region, service, terminal);
    }

    /** Signs every header that is there. */
    Sent sign(Sent sent) {
        Sent dated = sent.with("x-amz-date", time);
        Sent whole = dated.headers().containsKey("x-amz-content-sha256")
                ? dated
                : dated.with("x-amz-content-sha256", sha256(sent.body()));
        return sign(whole, String.join(";", new TreeSet<>(whole.headers().keySet())));
    }

    /** Signs these headers and leaves the others alone. */
    Sent sign(Sent sent, String signedHeaders) {
        return sent.with("authorization", "AWS4-HMAC-SHA256 Credential=" + key.id() + "/" + scope() + ", SignedHeaders="
                + signedHeaders + ", Signature=" + signature(sent, signedHeaders, sent.header("x-amz-content-sha256")));
    }

    Sent presign(Sent sent, String expires) {
        return presign(sent, expires, "host");
    }

    Sent presign(Sent sent, String expires, String signedHeaders) {
        String separator = sent.target().contains("?") ? "&" : "?";
        Sent target = sent.target(sent.target() + separator + "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
                + (key.id() + "/" + scope()).replace("/", "%2F") + "&X-Amz-Date=" + time + "&X-Amz-Expires=" + expires
                + "&X-Amz-SignedHeaders=" + signedHeaders.replace(";", "%3B"));
        String hash = sent.headers().containsKey("x-amz-content-sha256")
                ? sent.header("x-amz-content-sha256")
                : "UNSIGNED-PAYLOAD";
        return target.target(target.target() + "&X-Amz-Signature=" + signature(target, signedHeaders, hash));
    }

    private String signature(Sent sent, String signedHeaders, String payloadHash) {
        String[] target = sent.target().split("\\?", 2);
        String query = target.length < 2
                ? ""
                : Arrays.stream(target[1].split("&"))
                        .map(pair -> pair.contains("=") ? pair : pair + "=")
                        .sorted()
                        .collect(Collectors.joining("&"));
        String headers = Arrays.stream(signedHeaders.split(";"))
                .map(name -> name + ":" + folded(sent.headers().getOrDefault(name, List.of(""))) + "\n")
                .collect(Collectors.joining());
        String canonical = String.join("\n", sent.method(), target[0], query, headers, signedHeaders, payloadHash);
        return sign("AWS4-HMAC-SHA256\n" + time + "\n" + scope() + "\n" + sha256(canonical));
    }

    private static String folded(List<String> values) {
        return values.stream().map(value -> value.trim().replaceAll("\\s+", " ")).collect(Collectors.joining(","));
    }

    String sign(String text) {
        byte[] signing = ("AWS4" + key.secret().reveal()).getBytes(StandardCharsets.UTF_8);
        for (String part : List.of(date, region, service, terminal)) {
            signing = hmac(signing, part);
        }
        return HexFormat.of().formatHex(hmac(signing, text));
    }

    static String sha256(String bytes) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(bytes.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
