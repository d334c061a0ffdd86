package dev.s3gateway.s3.op;

import dev.s3gateway.access.Caller;
import dev.s3gateway.access.Permission;
import dev.s3gateway.ledger.Origin;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.replication.BucketLifecycle;
import dev.s3gateway.s3.wire.Route;
import dev.s3gateway.s3.wire.S3Response;
import dev.s3gateway.s3.wire.Scope;
import java.util.List;
import reactor.core.publisher.Mono;

final class DeleteBucket implements Operation<DeleteBucket.Input, BucketName> {

    private final BucketLifecycle buckets;

    DeleteBucket(BucketLifecycle buckets) {
        this.buckets = buckets;
    }

    record Input(BucketName name, Origin origin) {}

    @Override
    public Route route() {
        return Route.delete(Scope.BUCKET);
    }

    @Override
    public Input parse(Call call) {
        return new Input(call.request().bucket(), call.origin());
    }

    @Override
    public List<Permission> permissions(Input input) {
        return List.of(Permission.delete(input.name()));
    }

    @Override
    public Mono<BucketName> handle(Caller caller, Input input) {
        return buckets.delete(input.name(), input.origin()).thenReturn(input.name());
    }

    @Override
    public S3Response render(BucketName deleted) {
        return S3Response.of(204);
    }
}
