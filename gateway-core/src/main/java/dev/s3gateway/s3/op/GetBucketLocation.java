package dev.s3gateway.s3.op;

import dev.s3gateway.access.Caller;
import dev.s3gateway.access.Permission;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.replication.BucketLifecycle;
import dev.s3gateway.s3.wire.Route;
import dev.s3gateway.s3.wire.S3Response;
import dev.s3gateway.s3.wire.Scope;
import dev.s3gateway.s3.wire.XmlWriter;
import java.util.List;
import reactor.core.publisher.Mono;

final class GetBucketLocation implements Operation<BucketName, Bucket> {

    private final BucketLifecycle buckets;

    GetBucketLocation(BucketLifecycle buckets) {
        this.buckets = buckets;
    }

    @Override
    public Route route() {
        return Route.get(Scope.BUCKET).query("location");
    }

    @Override
    public BucketName parse(Call call) {
        return call.request().bucket();
    }

    @Override
    public List<Permission> permissions(BucketName bucket) {
        return List.of(Permission.read(bucket));
    }

    @Override
    public Mono<Bucket> handle(Caller caller, BucketName bucket) {
        return buckets.find(bucket);
    }

    /** The first region of S3 has no name here: it is what an empty constraint means. */
    @Override
    public S3Response render(Bucket bucket) {
        return XmlWriter.document("LocationConstraint")
                .text(bucket.region().equals("us-east-1") ? "" : bucket.region())
                .response(200);
    }
}
