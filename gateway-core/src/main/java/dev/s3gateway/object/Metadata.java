package dev.s3gateway.object;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a client said about an object: the content type, the standard headers that are returned verbatim
 * ({@code cache-control}, {@code content-disposition}, {@code content-encoding}, {@code content-language},
 * {@code expires}), and the user's own pairs. Names are lower case; user names come without {@code x-amz-meta-}.
 */
public record Metadata(String contentType, Map<String, String> standard, Map<String, String> user) {

    public static final String DEFAULT_CONTENT_TYPE = "binary/octet-stream";

    public Metadata {
        standard = Map.copyOf(standard);
        user = java.util.Collections.unmodifiableMap(new TreeMap<>(user));
    }

    public static Metadata ofType(String contentType) {
        return new Metadata(contentType, Map.of(), Map.of());
    }

    public Optional<String> standard(String name) {
        return Optional.ofNullable(standard.get(name));
    }
}
