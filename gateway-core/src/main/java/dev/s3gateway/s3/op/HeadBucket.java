package dev.s3gateway.s3.op;

import dev.s3gateway.access.Caller;
import dev.s3gateway.access.Permission;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.replication.BucketLifecycle;
import dev.s3gateway.s3.wire.Route;
import dev.s3gateway.s3.wire.S3Response;
import dev.s3gateway.s3.wire.Scope;
import java.util.List;
import reactor.core.publisher.Mono;

final class HeadBucket implements Operation<BucketName, Bucket> {

    private final BucketLifecycle buckets;

    HeadBucket(BucketLifecycle buckets) {
        this.buckets = buckets;
    }

    @Override
    public Route route() {
        return Route.head(Scope.BUCKET);
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

    @Override
    public S3Response render(Bucket bucket) {
        return S3Response.ok().with("x-amz-bucket-region", bucket.region());
    }
}
