package dev.s3gateway.server.admin;

import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.CopyReport;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.object.ObjectKey;
import dev.s3gateway.object.ObjectRef;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** {@code GET /api/objects/{bucket}/{key}}: where the copies of an object lie and in which state they are. */
public final class ObjectResource implements Resource {

    private final Ledger ledger;

    public ObjectResource(Ledger ledger) {
        this.ledger = ledger;
    }

    record CopyState(String versionId, String zoneCode, String replicaStatus, Optional<Instant> lastVerified,
            Optional<String> lastError) {

        static CopyState of(CopyReport report) {
            return new CopyState(report.version().toString(), report.zone().value(),
                    report.state().name().toLowerCase(Locale.ROOT), report.lastVerified(), report.lastError());
        }
    }

    record ObjectState(String bucket, String key, String versionId, long size, String etag, String contentType,
            Instant lastModified, int requiredReplicas, int currentReplicas, List<String> zones,
            List<CopyState> copies) {

        static ObjectState of(Version version, List<CopyReport> copies) {
            List<String> zones = version.completeCopies().stream().map(copy -> copy.zone().value()).sorted().toList();
            return new ObjectState(version.object().bucket().value(), version.object().key().value(),
                    version.id().toString(), version.content().size(), version.content().etag().value(),
                    version.content().metadata().contentType(), version.lastModified(), version.requiredCopies(),
                    zones.size(), zones, copies.stream().map(CopyState::of).toList());
        }
    }

    @Override
    public List<String> path() {
        return List.of("api", "objects", "*", "**");
    }

    @Override
    public String name() {
        return "api/objects";
    }

    @Override
    public Mono<AdminAnswer> answer(AdminCall call) {
        call.allowing();
        ObjectRef object = object(call.path());
        return ledger.buckets()
                .find(object.bucket())
                .switchIfEmpty(Mono.error(() -> AdminError.notFound("There is no bucket " + object.bucket() + ".")))
                .flatMap(bucket -> state(bucket, object))
                .map(AdminAnswer::ok);
    }

    private Mono<ObjectState> state(Bucket bucket, ObjectRef object) {
        return ledger.versions()
                .current(bucket.id(), object)
                .switchIfEmpty(Mono.error(() -> AdminError.notFound("There is no object " + object + ".")))
                .flatMap(version -> ledger.versions()
                        .copies(bucket.id(), object)
                        .map(copies -> ObjectState.of(version, copies)));
    }

    /** Everything behind the bucket is the key, its slashes too. */
    private static ObjectRef object(List<String> path) {
        String bucket = path.get(2);
        String key = String.join("/", path.subList(3, path.size()));
        try {
            return new ObjectRef(new BucketName(bucket), new ObjectKey(key));
        } catch (IllegalArgumentException e) {
            throw AdminError.badRequest(String.valueOf(e.getMessage()));
        }
    }
}
