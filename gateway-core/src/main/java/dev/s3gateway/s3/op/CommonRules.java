package dev.s3gateway.s3.op;

import dev.s3gateway.failure.Failure.Fault;
import dev.s3gateway.failure.Failure.Malformed;
import dev.s3gateway.failure.Failure.NotImplemented;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.replication.BucketLifecycle;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.s3.wire.CopySource;
import dev.s3gateway.s3.wire.Headers;
import dev.s3gateway.s3.wire.S3Request;
import dev.s3gateway.s3.wire.Scope;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import reactor.core.publisher.Mono;

/** What holds for requests of every operation: headers that would be promises we do not keep, and the owner expected. */
public final class CommonRules {

    private static final String OWNER = "x-amz-expected-bucket-owner";
    private static final String SOURCE_OWNER = "x-amz-source-expected-bucket-owner";

    /** Headers with the values that change nothing here; any other value asks for something that we do not have. */
    private static final Map<String, Set<String>> HARMLESS = Map.ofEntries(
            Map.entry("x-amz-acl", Set.of("private", "bucket-owner-full-control")),
            Map.entry("x-amz-storage-class", Set.of("STANDARD")),
            Map.entry("x-amz-object-ownership", Set.of("BucketOwnerEnforced")),
            Map.entry("x-amz-bucket-object-lock-enabled", Set.of("false", "False")),
            Map.entry("x-amz-bucket-namespace", Set.of("global")),
            Map.entry("x-amz-bypass-governance-retention", Set.of("false")),
            Map.entry("x-amz-optional-object-attributes", Set.of()), Map.entry("x-amz-tagging", Set.of("")),
            Map.entry("x-amz-website-redirect-location", Set.of()), Map.entry("x-amz-write-offset-bytes", Set.of()),
            Map.entry("x-amz-mfa", Set.of()));

    private static final Set<String> UNSUPPORTED = Set.of("x-amz-grant-", "x-amz-object-lock-",
            "x-amz-server-side-encryption", "x-amz-copy-source-server-side-encryption-");

    private final BucketLifecycle buckets;
    private final boolean servesGateways;

    public CommonRules(BucketLifecycle buckets) {
        this(buckets, false);
    }

    /** {@code servesGateways}: whether clients may be gateways, whose stamps are then kept like all that clients say. */
    public CommonRules(BucketLifecycle buckets, boolean servesGateways) {
        this.buckets = buckets;
        this.servesGateways = servesGateways;
    }

    /** Completes when the request may go on to its operation. */
    public Mono<Void> check(S3Request request) {
        request.headers().fields().keySet().forEach(name -> {
            refuseInternal(name);
            if (name.startsWith("x-amz-")) {
                refuseUnkept(name, request);
            }
        });
        return request.headers().has(OWNER) || request.headers().has(SOURCE_OWNER)
                ? targetOwner(request).then(sourceOwner(request.headers()))
                : Mono.empty();
    }

    private Mono<Void> targetOwner(S3Request request) {
        return Mono.justOrEmpty(request.headers().first(OWNER))
                .filter(_ -> Scope.of(request.target()) != Scope.SERVICE)
                .flatMap(expected -> requireOwner(request.bucket(), expected));
    }

    private Mono<Void> sourceOwner(Headers headers) {
        return Mono.justOrEmpty(headers.first(SOURCE_OWNER))
                .filter(_ -> headers.has(CopySource.HEADER))
                .flatMap(expected -> requireOwner(CopySource.of(headers).object().bucket(), expected));
    }

    /** Only gateways write stamps, and nothing of ours is steered from outside. */
    private void refuseInternal(String name) {
        if (name.startsWith("x-s3gateway-") || (name.startsWith("x-amz-meta-s3gateway-") && !servesGateways)) {
            throw new Malformed(Fault.INVALID_ARGUMENT, "The header " + name + " is reserved.");
        }
    }

    private static void refuseUnkept(String name, S3Request request) {
        if (name.contains("-server-side-encryption-customer-") && !request.secure()) {
            throw new Malformed(Fault.INVALID_REQUEST,
                    "Requests specifying Server Side Encryption with Customer provided keys must be made over a secure "
                            + "connection.");
        }
        boolean harmless = Optional.ofNullable(HARMLESS.get(name))
                .map(values -> values.containsAll(request.headers().all(name)))
                .orElseGet(() -> UNSUPPORTED.stream().noneMatch(name::startsWith));
        if (!harmless) {
            throw new NotImplemented(name);
        }
    }

    /** A bucket that does not exist yet has no owner to compare; the operation says whether that is fine. */
    private Mono<Void> requireOwner(BucketName name, String expected) {
        return buckets.find(name)
                .filter(bucket -> !new Owner(bucket.owner()).isCalled(expected))
                .flatMap(_ -> Mono.<Void>error(Failure.Denied::new))
                .onErrorComplete(Failure.NoSuchBucket.class);
    }
}
