package dev.s3gateway.s3.auth;

import dev.s3gateway.s3.wire.Headers;
import dev.s3gateway.s3.wire.Query;
import dev.s3gateway.s3.wire.S3Request;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        return Stream.of(request.rawPath(), UriEncoding.respell(request.rawPath()))
                .distinct()
                .map(path -> of(path, request, claim))
                .toList();
    }

    private static String of(String path, S3Request request, Claim claim) {
        return String.join("\n", request.method(), path, query(request.query()),
                headers(request.headers(), claim.signedHeaders()), String.join(";", claim.signedHeaders()),
                claim.payloadHash());
    }

    /** From the decoded query: what is signed is exactly what routing and operations see. */
    private static String query(Query query) {
        return query.parameters()
                .stream()
                .filter(parameter -> !parameter.name().equals(Presigned.SIGNATURE))
                .map(parameter -> new Pair(UriEncoding.encode(parameter.name()), UriEncoding.encode(parameter.value())))
                .sorted(Comparator.comparing(Pair::name).thenComparing(Pair::value))
                .map(pair -> pair.name() + "=" + pair.value())
                .collect(Collectors.joining("&"));
    }

    private static String headers(Headers headers, List<String> signed) {
        return signed.stream().map(name -> name + ":" + folded(headers.all(name)) + "\n").collect(Collectors.joining());
    }

    private static String folded(List<String> values) {
        return values.stream()
                .map(value -> SPACE.matcher(value.strip()).replaceAll(" "))
                .collect(Collectors.joining(","));
    }
}
