package dev.s3gateway.server.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a decoded head must keep besides the codec's own rules. */
final class HeadRules {

    private static final Set<HttpVersion> VERSIONS = Set.of(HttpVersion.HTTP_1_0, HttpVersion.HTTP_1_1);

    private static final Pattern HOST = Pattern
            .compile("([A-Za-z0-9._~%!$&'()*+,;=-]+|\\[[0-9A-Fa-f:.]+])(:\\d{1,5})?");

    private HeadRules() {}

    static Optional<Refusal> check(HttpRequest request) {
        HttpHeaders headers = request.headers();
        // The codec takes any number for a version, and would answer HTTP/3.0 in its own words.
        if (!VERSIONS.contains(request.protocolVersion())) {
            return Optional.of(Refusal.BAD_FRAMING);
        }
        if (headers.size() > HttpLimits.MAX_HEADERS) {
            return Optional.of(Refusal.HEAD_TOO_LARGE);
        }
        if (!hasGoodHost(request)) {
            return Optional.of(Refusal.NO_HOST);
        }
        if (hasUnknownCoding(headers)) {
            return Optional.of(Refusal.UNKNOWN_CODING);
        }
        String expect = headers.get(HttpHeaderNames.EXPECT);
        return expect == null || expect.equalsIgnoreCase("100-continue")
                ? Optional.empty()
                : Optional.of(Refusal.UNKNOWN_EXPECTATION);
    }

    /** RFC 9112 §3.2. The port must be a number, which is all that Reactor Netty asks of it, by failing. */
    private static boolean hasGoodHost(HttpRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.isEmpty()) {
            return request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        }
        return hosts.size() == 1
                && HOST.matcher(hosts.getFirst()).matches();
    }

    /** Other codings than a single chunked would have to be undone to know the body. */
    private static boolean hasUnknownCoding(HttpHeaders headers) {
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return !codings.isEmpty() && isUnknown(codings);
    }

    private static boolean isUnknown(List<String> codings) {
        return codings.size() > 1
                || codings.stream().anyMatch(coding -> !coding.strip().equalsIgnoreCase("chunked"));
    }
}
