package dev.s3gateway.s3.op;

import dev.s3gateway.access.Authorizer;
import dev.s3gateway.access.Caller;
import dev.s3gateway.access.Permission;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.failure.Failure.Fault;
import dev.s3gateway.failure.Failure.Malformed;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Origin;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.object.ChecksumAlgorithm;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.replication.BucketLifecycle;
import dev.s3gateway.replication.Remover;
import dev.s3gateway.s3.wire.Headers;
import dev.s3gateway.s3.wire.Route;
import dev.s3gateway.s3.wire.S3Error;
import dev.s3gateway.s3.wire.S3Response;
import dev.s3gateway.s3.wire.Scope;
import dev.s3gateway.s3.wire.Targets;
import dev.s3gateway.s3.wire.XmlElement;
import dev.s3gateway.s3.wire.XmlReader;
import dev.s3gateway.s3.wire.XmlWriter;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Deletes up to 1000 keys. What happens to one of them says nothing about the others. */
final class DeleteObjects implements Operation<DeleteObjects.Input, DeleteObjects.Output> {

    private static final int MAX_KEYS = 1000;
    private static final int AT_ONCE = 32;

    private final BucketLifecycle buckets;
    private final Remover remover;
    private final Authorizer authorizer;

    DeleteObjects(BucketLifecycle buckets, Remover remover, Authorizer authorizer) {
        this.buckets = buckets;
        this.remover = remover;
        this.authorizer = authorizer;
    }

    record Input(BucketName bucket, Body body, Origin origin) {}

    /** {@code version} is the one that was asked for, {@code error} is empty where it is gone. */
    record Outcome(String key, Optional<String> version, Optional<S3Error> error) {}

    record Output(boolean quiet, List<Outcome> outcomes) {}

    @Override
    public Route route() {
        return Route.post(Scope.BUCKET).query("delete");
    }

    @Override
    public Input parse(Call call) {
        requireDigest(call.request().headers());
        return new Input(call.request().bucket(), call.request().body(), call.origin());
    }

    /** Each key is asked for when its name is known. */
    @Override
    public List<Permission> permissions(Input input) {
        return List.of();
    }

    @Override
    public Mono<Output> handle(Caller caller, Input input) {
        return XmlReader.read(input.body())
                .flatMap(delete -> buckets.find(input.bucket()).then(removeAll(caller, input, delete)));
    }

    @Override
    public S3Response render(Output output) {
        XmlWriter xml = XmlWriter.document("DeleteResult");
        output.outcomes().forEach(outcome -> write(xml, outcome, output.quiet()));
        return xml.response(200);
    }

    private Mono<Output> removeAll(Caller caller, Input input, XmlElement delete) {
        List<XmlElement> entries = delete.children("Object");
        if (!delete.name().equals("Delete") || entries.isEmpty() || entries.size() > MAX_KEYS
                || entries.stream().anyMatch(entry -> entry.text("Key").orElse("").isEmpty())) {
            return Mono.error(XmlReader::malformed);
        }
        boolean quiet = delete.text("Quiet").map(String::strip).filter("true"::equalsIgnoreCase).isPresent();
        return Flux.fromIterable(entries)
                .flatMapSequential(entry -> remove(caller, input, entry), AT_ONCE)
                .collectList()
                .map(outcomes -> new Output(quiet, outcomes));
    }

    private Mono<Outcome> remove(Caller caller, Input input, XmlElement entry) {
        String key = entry.text("Key").orElseThrow();
        Optional<String> version = entry.text("VersionId");
        return Mono.defer(() -> removeIfAllowed(caller, input, entry, key))
                .thenReturn(new Outcome(key, version, Optional.empty()))
                .onErrorResume(Failure.class,
                        failure -> Mono.just(new Outcome(key, version, Optional.of(S3Error.of(failure)))));
    }

    private Mono<Void> removeIfAllowed(Caller caller, Input input, XmlElement entry, String key) {
        ObjectRef object = new ObjectRef(input.bucket(), Targets.key(key));
        Conditions conditions = conditions(entry);
        Mono<Void> removal = Arguments.otherVersion(entry.text("VersionId")).isEmpty()
                ? Mono.defer(() -> remover.remove(object, conditions, input.origin())).then()
                : missing(conditions);
        return authorizer.require(caller, List.of(Permission.delete(object))).then(removal);
    }

    private static Mono<Void> missing(Conditions conditions) {
        return conditions.requiresExistence() ? Mono.error(Arguments::noSuchVersion) : Mono.empty();
    }

    private static Conditions conditions(XmlElement entry) {
        List.of("Size", "LastModifiedTime").stream().filter(name -> entry.child(name).isPresent()).forEach(name -> {
            throw new Failure.NotImplemented(name);
        });
        return ConditionHeaders.ofTag(entry.text("ETag"));
    }

    /** A list of names that was damaged on its way would delete the wrong ones. */
    private static void requireDigest(Headers headers) {
        boolean trailer = headers.all("x-amz-trailer").stream().anyMatch(name -> name.contains("x-amz-checksum-"));
        boolean checksum = headers.fields()
                .keySet()
                .stream()
                .anyMatch(name -> ChecksumAlgorithm.ofHeader(name).isPresent());
        if (!trailer && !checksum && !headers.has("content-md5")) {
            throw new Malformed(Fault.INVALID_REQUEST,
                    "Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
        }
    }

    private static void write(XmlWriter xml, Outcome outcome, boolean quiet) {
        if (outcome.error().isEmpty() && quiet) {
            return;
        }
        xml.open(outcome.error().isPresent() ? "Error" : "Deleted").text("Key", outcome.key());
        outcome.version().ifPresent(version -> xml.text("VersionId", version));
        outcome.error().ifPresent(error -> xml.text("Code", error.code()).text("Message", error.message()));
        xml.close();
    }
}
