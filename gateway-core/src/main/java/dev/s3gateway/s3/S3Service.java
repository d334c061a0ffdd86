package dev.s3gateway.s3;

import dev.s3gateway.access.Authorizer;
import dev.s3gateway.access.Caller;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.BucketChanged;
import dev.s3gateway.ledger.LedgerUnavailable;
import dev.s3gateway.ledger.SeenBuckets;
import dev.s3gateway.s3.auth.Authenticator;
import dev.s3gateway.s3.auth.Signed;
import dev.s3gateway.s3.op.Call;
import dev.s3gateway.s3.op.CommonRules;
import dev.s3gateway.s3.op.Operation;
import dev.s3gateway.s3.op.Operations;
import dev.s3gateway.s3.wire.PresignedHeaders;
import dev.s3gateway.s3.wire.S3Error;
import dev.s3gateway.s3.wire.S3Request;
import dev.s3gateway.s3.wire.S3Response;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Answers requests: route → verify → parse → authorise → handle → render. Whatever is refused is refused before the
 * request's body is pulled, hence before {@code 100 Continue}.
 */
public final class S3Service {

    private static final Logger LOG = LoggerFactory.getLogger(S3Service.class);
    private static final Set<String> BODILESS = Set.of("GET", "HEAD", "DELETE");

    private final Operations operations;
    private final Authenticator authenticator;
    private final Authorizer authorizer;
    private final CommonRules rules;
    private final Observer observer;

    public S3Service(Operations operations, Authenticator authenticator, Authorizer authorizer, CommonRules rules,
            Observer observer) {
        this.operations = operations;
        this.authenticator = authenticator;
        this.authorizer = authorizer;
        this.rules = rules;
        this.observer = observer;
    }

    /** One response, always: failures are rendered. The request's body has been read or discarded by then. */
    public Mono<S3Response> serve(S3Request request) {
        Serving serving = new Serving(request);
        return Mono.defer(serving::served)
                .onErrorResume(failure -> Mono.just(serving.refused(failure)))
                .flatMap(observation -> request.body().discard().then(Mono.fromSupplier(() -> told(observation))))
                .checkpoint("serve S3");
    }

    private S3Response told(Observation observation) {
        observer.answered(observation);
        return observation.response();
    }

    /** One request, with what is known of it so far: whoever must refuse it says so. */
    private final class Serving {

        private S3Request request;
        private String operation = Observation.UNKNOWN;
        private Optional<Caller> caller = Optional.empty();

        Serving(S3Request request) {
            this.request = request;
        }

        Mono<Observation> served() {
            Operation<?, ?> meant = meant();
            operation = meant.name();
            Signed signed = authenticator.verify(request);
            request = signed.request();
            caller = Optional.of(signed.caller());
            return run(meant, new Call(request, signed.caller(), signed.payload())).map(this::answered);
        }

        private Operation<?, ?> meant() {
            try {
                return operations.meantBy(PresignedHeaders.unfold(request));
            } catch (Failure.NotImplemented missing) {
                operation = name(missing);
                throw missing;
            }
        }

        private Observation answered(S3Response response) {
            return new Observation(request, operation, caller, response.with("x-amz-request-id", request.id()),
                    Optional.empty());
        }

        Observation refused(Throwable failure) {
            S3Response response = error(request, failure).response(request.method(), request.rawPath(), request.id());
            return new Observation(request, operation, caller, response, Optional.of(reason(failure)));
        }
    }

    private <I, O> Mono<S3Response> run(Operation<I, O> operation, Call call) {
        I input = operation.parse(call);
        Mono<O> answer = Mono.defer(() -> authorizer.require(call.caller(), operation.permissions(input)))
                .then(Mono.defer(() -> rules.check(call.request())))
                .then(Mono.defer(() -> operation.handle(call.caller(), input)));
        return (operation.goesById() ? byMemory(call.request(), answer) : SeenBuckets.of(answer))
                .map(operation::render);
    }

    /** A body can be read once: who sends one is asked to come again where what we remembered is over. */
    private static <O> Mono<O> byMemory(S3Request request, Mono<O> answer) {
        return SeenBuckets.remembering(answer)
                .onErrorResume(BucketChanged.class, over -> BODILESS.contains(request.method())
                        ? SeenBuckets.of(answer)
                        : Mono.error(over));
    }

    private static S3Error error(S3Request request, Throwable failure) {
        return switch (failure) {
            case Failure known -> S3Error.of(known);
            case LedgerUnavailable _ -> S3Error.of(new Failure.Overloaded("the ledger does not answer"));
            case BucketChanged over -> S3Error.of(new Failure.Overloaded(Objects.requireNonNull(over.getMessage())));
            default -> bug(request, failure);
        };
    }

    /** What went wrong here and at the zones is not for the client, whom S3 gives the same few words. */
    private static String reason(Throwable failure) {
        return Objects.requireNonNullElse(failure.getMessage(), failure.getClass().getSimpleName());
    }

    private static S3Error bug(S3Request request, Throwable failure) {
        LOG.error("request {} failed: {} {}", request.id(), request.method(), request.rawPath(), failure);
        return S3Error.internal();
    }

    /** Names of parameters come from anybody; only the names of operations are few enough to count by. */
    private String name(Failure.NotImplemented missing) {
        return operations.refused().contains(missing.feature) ? missing.feature : Observation.UNKNOWN;
    }
}
