package dev.s3gateway.backend.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.object.Metadata;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;

/**
 * What stands beside a copy for those who find it without the ledger: whose it is, its key unescaped, what the client
 * said of it, and how to see that it is whole.
 */
record Sidecar(String stamp, String key, long size, String crc32c, String contentType, Map<String, String> standard,
        Map<String, String> user) {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ObjectWriter JSON = MAPPER.writerWithDefaultPrettyPrinter();

    /** Of a copy whose bytes are not here yet. */
    static Sidecar of(Locator locator, Metadata metadata) {
        return new Sidecar(locator.stamp().text(), locator.key(), 0, "", metadata.contentType(), metadata.standard(),
                metadata.user());
    }

    Sidecar of(long bytes, int crc) {
        return new Sidecar(stamp, key, bytes, HexFormat.of().toHexDigits(crc), contentType, standard, user);
    }

    static Sidecar parse(byte[] json) throws IOException {
        return MAPPER.readValue(json, Sidecar.class);
    }

    byte[] json() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("text that is no JSON", e);
        }
    }
}
