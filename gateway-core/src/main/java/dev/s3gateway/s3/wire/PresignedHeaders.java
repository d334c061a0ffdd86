package dev.s3gateway.s3.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Headers that stand in the query of a presigned URL, since who uses the URL only has to send it: S3 takes a parameter
 * {@code x-amz-acl} or {@code x-amz-meta-name} of such a URL for the header of this name. The signature covers it as a
 * part of the query.
 */
public final class PresignedHeaders {

    private static final String PREFIX = "x-amz-";
    /** They say who signed. */
    private static final Set<String> OF_THE_SIGNATURE = Set.of("x-amz-algorithm", "x-amz-credential", "x-amz-date",
            "x-amz-expires", "x-amz-signedheaders", "x-amz-signature", "x-amz-security-token", "x-amz-content-sha256");
    /** S3 ignores them here. SDKs sign the checksum of nothing into the URL of a body that they do not have yet. */
    private static final String CHECKSUM = "x-amz-checksum-";
    private static final Set<String> OF_THE_CHECKSUM = Set.of("x-amz-sdk-checksum-algorithm", "x-amz-trailer");

    private PresignedHeaders() {}

    /** The same request with these headers among its own; the same as it is, where the URL is not a presigned one. */
    public static S3Request unfold(S3Request request) {
        if (!request.query().has("X-Amz-Signature")) {
            return request;
        }
        Map<String, List<String>> fields = new TreeMap<>(request.headers().fields());
        for (Query.Parameter parameter : request.query().parameters()) {
            String name = parameter.name().toLowerCase(Locale.ROOT);
            if (isHeader(name)) {
                fields.merge(name, List.of(bytes(parameter.value())), Headers::both);
            }
        }
        return request.withHeaders(new Headers(fields));
    }

    private static boolean isHeader(String name) {
        boolean checksum = OF_THE_CHECKSUM.contains(name)
                || (name.startsWith(CHECKSUM) && !name.equals("x-amz-checksum-mode"));
        return name.startsWith(PREFIX) && !OF_THE_SIGNATURE.contains(name) && !checksum;
    }

    /** Characters of headers stand for bytes. */
    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
