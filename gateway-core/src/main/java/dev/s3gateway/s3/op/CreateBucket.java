package dev.s3gateway.s3.op;

import dev.s3gateway.access.Caller;
import dev.s3gateway.access.Permission;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.failure.Failure.Fault;
import dev.s3gateway.failure.Failure.Malformed;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Origin;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.replication.BucketLifecycle;
import dev.s3gateway.s3.wire.Route;
import dev.s3gateway.s3.wire.S3Response;
import dev.s3gateway.s3.wire.Scope;
import dev.s3gateway.s3.wire.XmlElement;
import dev.s3gateway.s3.wire.XmlReader;
import java.util.List;
import reactor.core.publisher.Mono;

final class CreateBucket implements Operation<CreateBucket.Input, Bucket> {

    /** The only region in which making one's own bucket again is no error. */
    private static final String FORGIVING = "us-east-1";

    private final BucketLifecycle buckets;
    private final String region;

    CreateBucket(BucketLifecycle buckets, String region) {
        this.buckets = buckets;
        this.region = region;
    }

    record Input(BucketName name, Body body, Origin origin) {}

    @Override
    public Route route() {
        return Route.put(Scope.BUCKET);
    }

    @Override
    public Input parse(Call call) {
        BucketName name = call.request().bucket();
        if (!ReservedNames.allow(name)) {
            throw new Malformed(Fault.INVALID_BUCKET_NAME, "The specified bucket is not valid.");
        }
        return new Input(name, call.request().body(), call.origin());
    }

    @Override
    public List<Permission> permissions(Input input) {
        return List.of(Permission.createBucket(input.name()));
    }

    @Override
    public Mono<Bucket> handle(Caller caller, Input input) {
        return XmlReader.readUnlessEmpty(input.body())
                .doOnNext(this::requireOurRegion)
                .then(Mono.defer(() -> buckets.create(input.name(), caller.user(), region, input.origin())))
                .onErrorResume(Failure.BucketAlreadyOwnedByYou.class, again -> existing(input.name(), again));
    }

    @Override
    public S3Response render(Bucket bucket) {
        List<ZoneCode> open = bucket.zones().stream().filter(ZoneBucket::isOpen).map(ZoneBucket::zone).toList();
        return S3Response.ok()
                .with("Location", "/" + bucket.name())
                .with(Replicas.headers(open, open.size() == bucket.zones().size()));
    }

    private Mono<Bucket> existing(BucketName name, Failure again) {
        return region.equals(FORGIVING) ? buckets.find(name) : Mono.error(again);
    }

    private void requireOurRegion(XmlElement configuration) {
        if (!configuration.name().equals("CreateBucketConfiguration")) {
            throw XmlReader.malformed();
        }
        configuration.children().stream().filter(child -> !child.name().equals("LocationConstraint")).forEach(child -> {
            throw new Failure.NotImplemented(child.name());
        });
        configuration.text("LocationConstraint")
                .map(String::strip)
                .filter(constraint -> !constraint.isEmpty() && !constraint.equals(region))
                .ifPresent(_ -> {
                    throw new Malformed(Fault.INVALID_LOCATION_CONSTRAINT,
                            "The specified location-constraint is not valid");
                });
    }
}
