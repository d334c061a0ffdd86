package dev.s3gateway.backend.s3;

import static dev.s3gateway.backend.s3.S3ObjectStore.call;

import dev.s3gateway.backend.BucketSettings;
import dev.s3gateway.backend.Concern;
import dev.s3gateway.backend.StoreFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.DefaultRetention;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ReplicationRuleStatus;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** Reads what a bucket is set to. What it is not set to is an error of its own with most services. */
final class S3Settings {

    private record Told(boolean versioned, boolean lockable, List<Concern> concerns, List<String> untold) {}

    private static final Told NOTHING = new Told(false, false, List.of(), List.of());

    private final S3AsyncClient client;
    private final String bucket;

    S3Settings(S3AsyncClient client, String bucket) {
        this.client = client;
        this.bucket = bucket;
    }

    Mono<BucketSettings> read() {
        return call(() -> client.headBucket(request -> request.bucket(bucket)))
                .thenMany(Flux.just(told("versioning", versioning()), told("object lock", lock()),
                        told("lifecycle", lifecycle()), told("encryption", encryption()),
                        told("replication", replication())))
                .flatMapSequential(asked -> asked, 5)
                .collectList()
                .map(S3Settings::together);
    }

    /** A setting that is missing, or that the service does not know, is none; one that we may not see is told. */
    private static Mono<Told> told(String setting, Mono<Told> asked) {
        return asked.onErrorReturn(StoreFailure.NotFound.class, NOTHING)
                .onErrorResume(StoreFailure.Rejected.class, refusal -> Mono.just(refusal.code.equals("AccessDenied")
                        ? new Told(false, false, List.of(), List.of(setting + ": " + refusal.code))
                        : NOTHING));
    }

    private static BucketSettings together(List<Told> all) {
        return new BucketSettings(all.stream().anyMatch(Told::versioned), all.stream().anyMatch(Told::lockable),
                all.stream().flatMap(told -> told.concerns().stream()).toList(),
                all.stream().flatMap(told -> told.untold().stream()).toList());
    }

    private Mono<Told> versioning() {
        return call(() -> client.getBucketVersioning(request -> request.bucket(bucket)))
                .map(answer -> new Told(answer.status() == BucketVersioningStatus.ENABLED, false, List.of(),
                        List.of()));
    }

    private Mono<Told> lock() {
        return call(() -> client.getObjectLockConfiguration(request -> request.bucket(bucket)))
                .mapNotNull(answer -> answer.objectLockConfiguration())
                .map(lock -> new Told(false, lock.objectLockEnabled() == ObjectLockEnabled.ENABLED,
                        lock.rule() == null || lock.rule().defaultRetention() == null
                                ? List.of()
                                : List.of(new Concern(Concern.Kind.DEFAULT_RETENTION,
                                        words(lock.rule().defaultRetention()))),
                        List.of()));
    }

    private static String words(DefaultRetention retention) {
        String time = retention.years() == null ? retention.days() + " days" : retention.years() + " years";
        return "every new version is locked for " + time + " (" + retention.modeAsString() + ")";
    }

    private Mono<Told> lifecycle() {
        return call(() -> client.getBucketLifecycleConfiguration(request -> request.bucket(bucket)))
                .map(answer -> concerns(answer.rules()
                        .stream()
                        .filter(rule -> rule.status() == ExpirationStatus.ENABLED)
                        .map(rule -> new Concern(Concern.Kind.LIFECYCLE, words(rule)))
                        .filter(concern -> !concern.detail().isEmpty())));
    }

    /** Empty for a rule that only tidies up after uploads or deletions. */
    private static String words(LifecycleRule rule) {
        List<String> deeds = new ArrayList<>();
        if (rule.expiration() != null && !Boolean.TRUE.equals(rule.expiration().expiredObjectDeleteMarker())) {
            deeds.add("expires objects");
        }
        if (rule.noncurrentVersionExpiration() != null) {
            deeds.add("expires noncurrent versions");
        }
        if (!rule.transitions().isEmpty() || !rule.noncurrentVersionTransitions().isEmpty()) {
            deeds.add("moves objects to another storage class");
        }
        return deeds.isEmpty()
                ? ""
                : "rule " + Objects.toString(rule.id(), "without a name") + " "
                        + String.join(" and ", deeds);
    }

    private Mono<Told> encryption() {
        return call(() -> client.getBucketEncryption(request -> request.bucket(bucket)))
                .mapNotNull(answer -> answer.serverSideEncryptionConfiguration())
                .map(config -> concerns(config.rules()
                        .stream()
                        .map(rule -> rule.applyServerSideEncryptionByDefault())
                        .filter(Objects::nonNull)
                        .filter(rule -> rule.sseAlgorithm() != ServerSideEncryption.AES256)
                        .map(rule -> new Concern(Concern.Kind.ENCRYPTION, "objects are encrypted by "
                                + rule.sseAlgorithmAsString() + " under the key "
                                + Objects.toString(rule.kmsMasterKeyID(), "of the account")))));
    }

    private Mono<Told> replication() {
        return call(() -> client.getBucketReplication(request -> request.bucket(bucket)))
                .mapNotNull(answer -> answer.replicationConfiguration())
                .map(config -> concerns(config.rules()
                        .stream()
                        .filter(rule -> rule.status() == ReplicationRuleStatus.ENABLED)
                        .map(rule -> new Concern(Concern.Kind.REPLICATION, "objects are copied to "
                                + (rule.destination() == null ? "another bucket" : rule.destination().bucket())))));
    }

    private static Told concerns(Stream<Concern> found) {
        return new Told(false, false, found.toList(), List.of());
    }
}
