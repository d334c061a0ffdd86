package dev.s3gateway.s3.payload;

import dev.s3gateway.bytes.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The lines after the last chunk: what {@code x-amz-trailer} announced and nothing else, then their signature. */
final class Trailers {

    private static final String SIGNATURE = "x-amz-trailer-signature";
    // The line feed before the line's own end stands in AWS's documentation of the format, and clients send it.
    private static final Pattern LINE = Pattern.compile("([A-Za-z0-9-]+):[ \\t]*([\\x21-\\x7e]*)[ \\t]*\\n?");

    private final ChunkFormat format;
    private final Map<String, String> values = new LinkedHashMap<>();
    private Optional<String> signature = Optional.empty();

    Trailers(ChunkFormat format) {
        this.format = format;
    }

    Map<String, String> values() {
        return Map.copyOf(values);
    }

    void add(String line) {
        Matcher matcher = LINE.matcher(line);
        // The signature covers the lines before it, so nothing may follow it.
        if (!format.trailer() || !matcher.matches() || signature.isPresent()) {
            throw PayloadFaults.trailer();
        }
        add(matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2));
    }

    private void add(String name, String value) {
        if (name.equals(SIGNATURE) && format.verifier().isPresent()) {
            signature = Optional.of(value);
        } else if (!format.announced().contains(name) || values.put(name, value) != null) {
            throw PayloadFaults.trailer();
        }
    }

    /** The empty line was read: everything must be there. */
    void end() {
        if (!values.keySet().equals(format.announced())) {
            throw PayloadFaults.incompleteChunks();
        }
        if (format.trailer()) {
            format.verifier().ifPresent(this::verify);
        }
    }

    private void verify(ChunkVerifier verifier) {
        String lines = values.entrySet()
                .stream()
                .map(entry -> entry.getKey() + ":" + entry.getValue() + "\n")
                .collect(Collectors.joining());
        byte[] hash = Sha256.running().digest(lines.getBytes(StandardCharsets.US_ASCII));
        verifier.trailer(signature.orElseThrow(PayloadFaults::signature), hash);
    }
}
