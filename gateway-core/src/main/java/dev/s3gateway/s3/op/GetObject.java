package dev.s3gateway.s3.op;

import dev.s3gateway.access.Caller;
import dev.s3gateway.access.Permission;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.object.ETag;
import dev.s3gateway.replication.read.Opened;
import dev.s3gateway.replication.read.Reader;
import dev.s3gateway.s3.wire.HttpDates;
import dev.s3gateway.s3.wire.Route;
import dev.s3gateway.s3.wire.S3Response;
import dev.s3gateway.s3.wire.Scope;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

final class GetObject implements Operation<GetObject.Input, GetObject.Output> {

    private final Reader reader;

    GetObject(Reader reader) {
        this.reader = reader;
    }

    /** {@code ifRange}: the tag or the date of the object whose range is wanted; of any other, all is wanted. */
    record Input(ReadRequest read, Optional<String> ifRange) {}

    record Output(Input input, Opened opened) {}

    @Override
    public Route route() {
        return Route.get(Scope.KEY);
    }

    @Override
    public Input parse(Call call) {
        return new Input(ReadRequest.of(call), call.request().headers().first("if-range"));
    }

    @Override
    public List<Permission> permissions(Input input) {
        return List.of(Permission.read(input.read().object()));
    }

    @Override
    public Mono<Output> handle(Caller caller, Input input) {
        ReadRequest read = input.read();
        Mono<Opened> opened = read.part().isPresent()
                ? reader.openPart(read.object(), read.part().getAsInt(), read.conditions())
                : reader.open(read.object(), read.range(), read.conditions());
        return (read.range().isPresent() && input.ifRange().isPresent()
                ? opened.flatMap(part -> rangeOrAll(part, input))
                        .onErrorResume(Failure.InvalidRange.class, _ -> all(read))
                : opened).map(found -> new Output(input, found));
    }

    @Override
    public boolean goesById() {
        return true;
    }

    @Override
    public S3Response render(Output output) {
        Opened opened = output.opened();
        return output.input()
                .read()
                .response(opened.version(), opened.range())
                .with("X-Backend-Used", opened.zone().value())
                .with(opened.body());
    }

    private Mono<Opened> rangeOrAll(Opened part, Input input) {
        return input.ifRange().filter(validator -> !names(validator, part.version())).isPresent()
                ? part.body().discard().then(all(input.read()))
                : Mono.just(part);
    }

    private Mono<Opened> all(ReadRequest read) {
        return Mono.defer(() -> reader.open(read.object(), Optional.empty(), read.conditions()));
    }

    /** A weak tag and a date that is not the very one never match (RFC 9110 §13.1.5). */
    private static boolean names(String validator, Version version) {
        ETag current = version.content().etag();
        return validator.equals(current.quoted()) || validator.equals(HttpDates.format(version.lastModified()));
    }
}
