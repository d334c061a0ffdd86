package dev.s3gateway.s3.op;

import dev.s3gateway.failure.Failure.Fault;
import dev.s3gateway.failure.Failure.Malformed;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.s3.wire.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a client says about an object, between headers and {@link Metadata}. */
final class ObjectMetadata {

    /** Returned verbatim; by the name that they have in a response. */
    static final List<String> STANDARD = List.of("Cache-Control", "Content-Disposition", "Content-Encoding",
            "Content-Language", "Expires");

    static final String USER_PREFIX = "x-amz-meta-";

    /** Of all names and values together, in UTF-8. */
    private static final int MAX_USER_BYTES = 2048;

    private ObjectMetadata() {}

    static Metadata of(Headers headers) {
        Map<String, String> standard = new TreeMap<>();
        for (String header : STANDARD) {
            String name = header.toLowerCase(Locale.ROOT);
            value(headers, name).ifPresent(value -> standard.put(name, value));
        }
        String type = headers.first("content-type").filter(t -> !t.isBlank()).orElse(Metadata.DEFAULT_CONTENT_TYPE);
        return new Metadata(type, standard, user(headers));
    }

    static Map<String, String> headers(Metadata metadata) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", metadata.contentType());
        for (String header : STANDARD) {
            metadata.standard(header.toLowerCase(Locale.ROOT)).ifPresent(value -> headers.put(header, value));
        }
        metadata.user().forEach((name, value) -> headers.put(USER_PREFIX + name, encoded(value)));
        return headers;
    }

    /** {@code aws-chunked} is about the way here, not about the object. */
    private static Optional<String> value(Headers headers, String name) {
        String joined = String.join(",", headers.all(name));
        String kept = name.equals("content-encoding") && joined.toLowerCase(Locale.ROOT).contains("aws-chunked")
                ? Arrays.stream(joined.split(","))
                        .map(String::strip)
                        .filter(coding -> !coding.equalsIgnoreCase("aws-chunked"))
                        .collect(Collectors.joining(","))
                : joined;
        return Optional.of(kept).filter(value -> !value.isEmpty());
    }

    private static Map<String, String> user(Headers headers) {
        Map<String, String> pairs = new TreeMap<>();
        headers.fields().forEach((name, values) -> {
            if (name.startsWith(USER_PREFIX)) {
                pairs.put(name.substring(USER_PREFIX.length()), decoded(name, String.join(",", values)));
            }
        });
        int bytes = pairs.entrySet().stream().mapToInt(pair -> utf8(pair.getKey()) + utf8(pair.getValue())).sum();
        if (bytes > MAX_USER_BYTES) {
            throw new Malformed(Fault.METADATA_TOO_LARGE,
                    "Your metadata headers exceed the maximum allowed metadata size");
        }
        return pairs;
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Header lines are read as ISO 8859-1; raw UTF-8 in them is taken for what it is. */
    private static String decoded(String name, String value) {
        if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f || c > 0xff)) {
            throw new Malformed(Fault.INVALID_ARGUMENT,
                    "The value of " + name + " has a character that no header has.");
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1));
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException _) {
            return value;
        }
    }

    /** What does not fit a header goes as an encoded word (RFC 2047 §2), as AWS does it. */
    private static String encoded(String value) {
        boolean plain = value.chars().allMatch(c -> (c >= ' ' && c < 0x7f) || c == '\t');
        return plain
                ? value
                : "=?UTF-8?B?" + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)) + "?=";
    }
}
