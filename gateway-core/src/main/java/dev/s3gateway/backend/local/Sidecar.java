package dev.s3gateway.backend.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.object.Metadata;
import java.util.HexFormat;
import java.util.Map;

/**
 * What stands beside a copy for those who find it without the ledger: whose it is, its key unescaped, what the client
 * said of it, and how to see that it is whole.
 */
record Sidecar(String stamp, String key, long size, String crc32c, String contentType, Map<String, String> standard,
        Map<String, String> user) {

    private static final ObjectWriter JSON = new ObjectMapper().writerWithDefaultPrettyPrinter();

    static Sidecar of(Locator locator, Metadata metadata, long size, int crc32c) {
        return new Sidecar(locator.stamp().text(), locator.key(), size, HexFormat.of().toHexDigits(crc32c),
                metadata.contentType(), metadata.standard(), metadata.user());
    }

    byte[] json() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("text that is no JSON", e);
        }
    }
}
