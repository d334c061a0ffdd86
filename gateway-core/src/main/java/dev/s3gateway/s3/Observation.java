package dev.s3gateway.s3;

import dev.s3gateway.access.Caller;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.object.ObjectKey;
import dev.s3gateway.s3.wire.S3Request;
import dev.s3gateway.s3.wire.S3Response;
import dev.s3gateway.s3.wire.Target;
import java.util.Optional;
import java.util.Set;

/**
 * One answered request, for access records, metrics and the operations log.
 *
 * @param operation the operation's name in S3, one of a bounded set; {@link #UNKNOWN} where the request means none
 * @param caller empty where the request was refused before its sender was known
 * @param reason why it failed, in words for whoever runs the gateway; empty where the request succeeded
 */
public record Observation(S3Request request, String operation, Optional<Caller> caller, S3Response response,
        Optional<String> reason) {

    public static final String UNKNOWN = "Unknown";

    private static final Set<String> CHANGING = Set.of("PUT", "POST", "DELETE");

    public Optional<BucketName> bucket() {
        return switch (request.target()) {
            case Target.Service _ -> Optional.empty();
            case Target.Bucket bucket -> Optional.of(bucket.name());
            case Target.Key key -> Optional.of(key.object().bucket());
        };
    }

    public Optional<ObjectKey> key() {
        return request.target() instanceof Target.Key key ? Optional.of(key.object().key()) : Optional.empty();
    }

    /** The zone that served a read, or the zones that took a write. */
    public Optional<String> zone() {
        return Optional.ofNullable(response.headers().get("X-Backend-Used"))
                .or(() -> Optional.ofNullable(response.headers().get("X-Backend-Zones")));
    }

    /** The size of the body that was taken, or else of the one that is about to be sent. */
    public long bytes() {
        return isMutation() ? request.body().length().orElse(0) : response.body().length().orElse(0);
    }

    /** Whether it may have changed something, which the ledger then logged in the same commit. */
    public boolean isMutation() {
        return reason.isEmpty() && CHANGING.contains(request.method());
    }
}
