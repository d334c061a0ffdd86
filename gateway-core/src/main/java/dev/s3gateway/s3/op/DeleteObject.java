package dev.s3gateway.s3.op;

import dev.s3gateway.access.Caller;
import dev.s3gateway.access.Permission;
import dev.s3gateway.ledger.Origin;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.replication.BucketLifecycle;
import dev.s3gateway.replication.Remover;
import dev.s3gateway.s3.wire.Route;
import dev.s3gateway.s3.wire.S3Request;
import dev.s3gateway.s3.wire.S3Response;
import dev.s3gateway.s3.wire.Scope;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

final class DeleteObject implements Operation<DeleteObject.Input, DeleteObject.Input> {

    private final BucketLifecycle buckets;
    private final Remover remover;

    DeleteObject(BucketLifecycle buckets, Remover remover) {
        this.buckets = buckets;
        this.remover = remover;
    }

    /** {@code otherVersion}: one that the object does not have. */
    record Input(ObjectRef object, Optional<String> otherVersion, Conditions conditions, Origin origin) {}

    @Override
    public Route route() {
        return Route.delete(Scope.KEY);
    }

    @Override
    public Input parse(Call call) {
        S3Request request = call.request();
        return new Input(request.object(), Arguments.otherVersion(request.query().first("versionId")),
                ConditionHeaders.ofDelete(request.headers()), call.origin());
    }

    @Override
    public List<Permission> permissions(Input input) {
        return List.of(Permission.delete(input.object()));
    }

    @Override
    public Mono<Input> handle(Caller caller, Input input) {
        return (input.otherVersion().isPresent()
                ? missing(input)
                : remover.remove(input.object(), input.conditions(), input.origin()).then()).thenReturn(input);
    }

    @Override
    public boolean goesById() {
        return true;
    }

    /** The same whether there was anything or not. */
    @Override
    public S3Response render(Input deleted) {
        S3Response gone = S3Response.of(204);
        return deleted.otherVersion().map(version -> gone.with("x-amz-version-id", version)).orElse(gone);
    }

    /** To be gone is all that is asked of it, unless it must have been there. */
    private Mono<Void> missing(Input input) {
        return buckets.find(input.object().bucket())
                .then(input.conditions().requiresExistence() ? Mono.error(Arguments::noSuchVersion) : Mono.empty());
    }
}
