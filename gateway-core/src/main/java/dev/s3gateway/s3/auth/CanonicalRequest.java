package dev.s3gateway.s3.auth;

import dev.s3gateway.s3.wire.Headers;
import dev.s3gateway.s3.wire.Query;
import dev.s3gateway.s3.wire.S3Request;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The text that a SigV4 signature covers. */
final class CanonicalRequest {

    private static final Pattern SPACE = Pattern.compile("[ \\t]+");

    private record Pair(String name, String value) {}

    private CanonicalRequest() {}

    /**
     * The texts of which the client must have signed one. The path is taken as it was sent, never normalised; and, for
     * clients that sign one spelling and send another, as AWS would spell it. Both mean the same object.
     */
    static List<String> of(S3Request request, Claim claim) {
        String sent = request.rawPath();
        String respelled = UriEncoding.respell(sent);
        return respelled.equals(sent)
                ? List.of(of(sent, request, claim))
                : List.of(of(sent, request, claim), of(respelled, request, claim));
    }

    private static String of(String path, S3Request request, Claim claim) {
        return String.join("\n", request.method(), path, query(request.query()),
                headers(request.headers(), claim.signedHeaders()), String.join(";", claim.signedHeaders()),
                claim.payloadHash());
    }

    /** From the decoded query: what is signed is exactly what routing and operations see. */
    private static String query(Query query) {
        return query.parameters().isEmpty() ? "" : sorted(query);
    }

    private static String sorted(Query query) {
        return query.parameters()
                .stream()
                .filter(parameter -> !parameter.name().equals(Presigned.SIGNATURE))
                .map(parameter -> new Pair(UriEncoding.encode(parameter.name()), UriEncoding.encode(parameter.value())))
                .sorted(Comparator.comparing(Pair::name).thenComparing(Pair::value))
                .map(pair -> pair.name() + "=" + pair.value())
                .collect(Collectors.joining("&"));
    }

    private static String headers(Headers headers, List<String> signed) {
        StringBuilder text = new StringBuilder(512);
        for (String name : signed) {
            text.append(name).append(':').append(folded(headers.all(name))).append('\n');
        }
        return text.toString();
    }

    private static String folded(List<String> values) {
        return values.size() == 1
                ? folded(values.getFirst())
                : values.stream().map(CanonicalRequest::folded).collect(Collectors.joining(","));
    }

    private static String folded(String value) {
        String stripped = value.strip();
        return stripped.contains("  ") || stripped.indexOf('\t') >= 0
                ? SPACE.matcher(stripped).replaceAll(" ")
                : stripped;
    }
}
