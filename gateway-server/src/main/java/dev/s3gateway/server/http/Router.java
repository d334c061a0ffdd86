package dev.s3gateway.server.http;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * One listener, several dialects: names that are reserved for management never reach S3 as buckets. A Host that names a
 * bucket ({@code bucket.domain}) is S3 whatever its path is: there the path is a key.
 */
public final class Router implements Endpoint {

    public static final Set<String> RESERVED = Set.of("api", "backends", "bucket-config", "buckets", "console",
            "health", "initialize-bucket", "metrics", "openapi.json", "providers");

    private final Endpoint management;
    private final Endpoint s3;
    private final Optional<String> hostSuffix;

    /** @param domain whose sub-domains are buckets, when one is configured */
    public Router(Endpoint management, Endpoint s3, Optional<String> domain) {
        this.management = management;
        this.s3 = s3;
        this.hostSuffix = domain.map(name -> "." + name.toLowerCase(Locale.ROOT));
    }

    @Override
    public Mono<Void> serve(Exchange exchange) {
        return isManagement(exchange) ? management.serve(exchange) : s3.serve(exchange);
    }

    private boolean isManagement(Exchange exchange) {
        String path = exchange.rawPath();
        int end = path.indexOf('/', 1);
        String first = path.isEmpty() ? "" : path.substring(1, end < 0 ? path.length() : end);
        return RESERVED.contains(first) && !namesBucket(exchange.header("host").orElse(""));
    }

    private boolean namesBucket(String host) {
        String name = host.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
        return hostSuffix.filter(name::endsWith).isPresent();
    }
}
