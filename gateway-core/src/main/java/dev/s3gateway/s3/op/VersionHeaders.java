package dev.s3gateway.s3.op;

import dev.s3gateway.ledger.Version;
import dev.s3gateway.object.Checksum;
import dev.s3gateway.s3.wire.HttpDates;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What every answer about an object says of it. */
final class VersionHeaders {

    private VersionHeaders() {}

    static Map<String, String> of(Version version) {
        Map<String, String> headers = new LinkedHashMap<>(ObjectMetadata.headers(version.content().metadata()));
        headers.put("ETag", version.content().etag().quoted());
        headers.put("Last-Modified", HttpDates.format(version.lastModified()));
        headers.put("Accept-Ranges", "bytes");
        return headers;
    }

    /** Of the whole object, or of the checksums of its parts; the type says which. */
    static Map<String, String> ofChecksums(List<Checksum> checksums) {
        Map<String, String> headers = new LinkedHashMap<>();
        checksums.forEach(checksum -> {
            headers.put(checksum.algorithm().header(), checksum.base64());
            headers.put("x-amz-checksum-type", typeOf(checksum));
        });
        return headers;
    }

    static String typeOf(Checksum checksum) {
        return checksum.isComposite() ? "COMPOSITE" : "FULL_OBJECT";
    }
}
