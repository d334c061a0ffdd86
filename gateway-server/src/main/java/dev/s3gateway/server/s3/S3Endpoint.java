package dev.s3gateway.server.s3;

import dev.s3gateway.failure.Failure;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.s3.wire.Headers;
import dev.s3gateway.s3.wire.Query;
import dev.s3gateway.s3.wire.RequestTarget;
import dev.s3gateway.s3.wire.S3Error;
import dev.s3gateway.s3.wire.S3Request;
import dev.s3gateway.s3.wire.S3Response;
import dev.s3gateway.s3.wire.Target;
import dev.s3gateway.s3.wire.Targets;
import dev.s3gateway.server.http.Admission;
import dev.s3gateway.server.http.Endpoint;
import dev.s3gateway.server.http.Exchange;
import dev.s3gateway.server.http.Router;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** The S3 dialect on a socket: from an exchange to an {@link S3Request} and back from its {@link S3Response}. */
public final class S3Endpoint implements Endpoint {

    private static final Logger LOG = LoggerFactory.getLogger(S3Endpoint.class);

    private final Function<S3Request, Mono<S3Response>> service;
    private final Targets targets;
    private final Admission admission;
    private final AnswerNotes notes;

    /**
     * @param service {@code S3Service::serve}; it renders the failures that it meets itself
     * @param notes what that service tells its observer
     */
    public S3Endpoint(Function<S3Request, Mono<S3Response>> service, Targets targets, Admission admission,
            AnswerNotes notes) {
        this.service = service;
        this.targets = targets;
        this.admission = admission;
        this.notes = notes;
    }

    @Override
    public Mono<Void> serve(Exchange exchange) {
        exchange.note().dialect("s3");
        notes.begin(exchange);
        return admission.within(exchange, answer(exchange).flatMap(response -> send(exchange, response)))
                .onErrorResume(Failure.Overloaded.class, failure -> send(exchange, error(exchange, failure)))
                .doFinally(_ -> notes.end(exchange));
    }

    private Mono<S3Response> answer(Exchange exchange) {
        return Mono.defer(() -> service.apply(request(exchange)))
                .onErrorResume(failure -> Mono.just(error(exchange, failure)));
    }

    private S3Request request(Exchange exchange) {
        RequestTarget sent = RequestTarget.parse(exchange.target());
        Headers headers = new Headers(exchange.headers());
        Target target = unreserved(targets.of(headers.all("host"), sent));
        note(exchange, target);
        return new S3Request(exchange.id(), exchange.method(), sent.rawPath(), sent.rawQuery(), target,
                Query.parse(sent.rawQuery()), headers, exchange.body(), exchange.secure(), exchange.sourceIp(),
                exchange.receivedAt());
    }

    /** An encoded spelling of a reserved name passes the router, but must not make it a bucket. */
    private static Target unreserved(Target target) {
        Optional<BucketName> bucket = bucket(target);
        if (bucket.filter(name -> Router.RESERVED.contains(name.value())).isPresent()) {
            throw new Failure.Malformed(Failure.Fault.INVALID_BUCKET_NAME, "The specified bucket is not valid.");
        }
        return target;
    }

    private static Optional<BucketName> bucket(Target target) {
        return switch (target) {
            case Target.Service _ -> Optional.empty();
            case Target.Bucket bucket -> Optional.of(bucket.name());
            case Target.Key key -> Optional.of(key.object().bucket());
        };
    }

    private static void note(Exchange exchange, Target target) {
        Optional<String> key = target instanceof Target.Key(var object)
                ? Optional.of(object.key().value())
                : Optional.empty();
        exchange.note().object(bucket(target).map(BucketName::value), key);
    }

    private static Mono<Void> send(Exchange exchange, S3Response response) {
        return exchange.respond(response.status(), response.headers(), response.body());
    }

    private static S3Response error(Exchange exchange, Throwable failure) {
        if (failure instanceof Failure known) {
            exchange.note().reason(String.valueOf(known.getMessage()));
            return S3Error.of(known).response(exchange.method(), exchange.rawPath(), exchange.id());
        }
        LOG.error("{} {} {}", exchange.id(), exchange.method(), exchange.rawPath(), failure);
        return S3Error.internal().response(exchange.method(), exchange.rawPath(), exchange.id());
    }
}
