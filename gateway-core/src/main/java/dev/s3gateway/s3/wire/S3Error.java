package dev.s3gateway.s3.wire;

import dev.s3gateway.failure.Failure;
import java.util.Map;
import java.util.TreeMap;

/**
 * A failure in the words of S3.
 *
 * @param details further elements of the error's XML, by name
 * @param headers of the response
 */
public record S3Error(int status, String code, String message, Map<String, String> details,
        Map<String, String> headers) {

    public S3Error {
        details = Map.copyOf(details);
        headers = Map.copyOf(headers);
    }

    public static S3Error of(Failure failure) {
        return ErrorWords.of(failure);
    }

    /** For what no failure describes: a fault of ours, of which the client learns nothing. */
    public static S3Error internal() {
        return plain(500, "InternalError", "We encountered an internal error. Please try again.");
    }

    static S3Error plain(int status, String code, String message) {
        return new S3Error(status, code, message, Map.of(), Map.of());
    }

    S3Error detail(String element, String value) {
        return details(Map.of(element, value));
    }

    S3Error details(Map<String, String> added) {
        Map<String, String> more = new TreeMap<>(details);
        more.putAll(added);
        return new S3Error(status, code, message, more, headers);
    }

    S3Error header(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new S3Error(status, code, message, details, more);
    }

    /**
     * The response. HEAD gets no body, and neither does 304, whose headers say everything.
     *
     * @param resource the path as it was sent
     */
    public S3Response response(String method, String resource, String requestId) {
        S3Response bare = S3Response.of(status).with(headers).with("x-amz-request-id", requestId);
        if (method.equals("HEAD") || status == 304) {
            return bare;
        }
        XmlWriter xml = XmlWriter.error().text("Code", code).text("Message", message);
        new TreeMap<>(details).forEach(xml::text);
        return bare.with("Content-Type", "application/xml")
                .with(xml.text("Resource", resource).text("RequestId", requestId).body());
    }
}
