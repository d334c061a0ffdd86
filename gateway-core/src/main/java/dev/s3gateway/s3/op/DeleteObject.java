package dev.s3gateway.s3.op;

import dev.s3gateway.access.Caller;
import dev.s3gateway.access.Permission;
import dev.s3gateway.ledger.Origin;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.replication.Removed;
import dev.s3gateway.replication.Remover;
import dev.s3gateway.s3.wire.Route;
import dev.s3gateway.s3.wire.S3Request;
import dev.s3gateway.s3.wire.S3Response;
import dev.s3gateway.s3.wire.Scope;
import java.util.List;
import reactor.core.publisher.Mono;

final class DeleteObject implements Operation<DeleteObject.Input, Removed> {

    private final Remover remover;

    DeleteObject(Remover remover) {
        this.remover = remover;
    }

    record Input(ObjectRef object, Conditions conditions, Origin origin) {}

    @Override
    public Route route() {
        return Route.delete(Scope.KEY);
    }

    @Override
    public Input parse(Call call) {
        S3Request request = call.request();
        Arguments.requireCurrentVersion(request.query());
        return new Input(request.object(), ConditionHeaders.ofDelete(request.headers()), call.origin());
    }

    @Override
    public List<Permission> permissions(Input input) {
        return List.of(Permission.delete(input.object()));
    }

    @Override
    public Mono<Removed> handle(Caller caller, Input input) {
        return remover.remove(input.object(), input.conditions(), input.origin());
    }

    /** The same whether there was anything or not. */
    @Override
    public S3Response render(Removed removed) {
        return S3Response.of(204);
    }
}
