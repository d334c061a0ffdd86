package dev.s3gateway.s3.op;

import dev.s3gateway.access.Caller;
import dev.s3gateway.access.Permission;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Content;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.replication.read.Parts;
import dev.s3gateway.replication.read.Reader;
import dev.s3gateway.s3.wire.Route;
import dev.s3gateway.s3.wire.S3Response;
import dev.s3gateway.s3.wire.Scope;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Answered from the ledger alone, but for what others put into zones. */
final class HeadObject implements Operation<ReadRequest, HeadObject.Output> {

    private final Reader reader;

    HeadObject(Reader reader) {
        this.reader = reader;
    }

    record Output(ReadRequest read, Version version) {}

    @Override
    public Route route() {
        return Route.head(Scope.KEY);
    }

    @Override
    public ReadRequest parse(Call call) {
        return ReadRequest.of(call);
    }

    @Override
    public List<Permission> permissions(ReadRequest read) {
        return List.of(Permission.read(read.object()));
    }

    @Override
    public Mono<Output> handle(Caller caller, ReadRequest read) {
        return reader.head(read.object(), read.conditions()).map(version -> new Output(read, version));
    }

    @Override
    public boolean goesById() {
        return true;
    }

    @Override
    public S3Response render(Output output) {
        S3Response answer = answer(output);
        // What is not ours was seen in a zone, and nowhere else.
        return output.version().isManaged()
                ? answer
                : answer.with("X-Backend-Used", output.version().copies().getFirst().zone().value());
    }

    private static S3Response answer(Output output) {
        ReadRequest read = output.read();
        Content content = output.version().content();
        if (read.part().isPresent()) {
            return read.response(output.version(), Parts.range(content, read.part().getAsInt()));
        }
        Optional<ByteRange.Resolved> part = read.range().flatMap(asked -> asked.within(content.size()));
        if (read.range().isPresent() && part.isEmpty()) {
            throw new Failure.InvalidRange(content.size());
        }
        return read.response(output.version(), part);
    }
}
