package dev.s3gateway.upkeep;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.OpenUpload;
import dev.s3gateway.backend.ZoneUpload;
import dev.s3gateway.ledger.BucketId;
import dev.s3gateway.ledger.Upload;
import dev.s3gateway.ledger.UploadId;
import dev.s3gateway.ledger.UploadLane;
import dev.s3gateway.ledger.UploadQuery;
import dev.s3gateway.ledger.Uploads;
import dev.s3gateway.replication.copy.Locators;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Finds uploads in parts that a zone has open for us and whose ids nobody was told, since the answer to their beginning
 * was lost. At a name that only one attempt ever uses, whatever is open is it. At a client's own key others upload too,
 * and no list tells whose an upload is: there it is what nobody else is known to have and what was begun when ours was.
 */
final class LostUploads {

    /** A zone's clock is told in whole seconds, and its answer takes a while. */
    private static final Duration BEFORE = Duration.ofSeconds(3);
    /** A request that was heard at all is heard within this. */
    private static final Duration AFTER = Duration.ofMinutes(1);
    private static final int MANY = 1000;

    private final Uploads uploads;

    LostUploads(Uploads uploads) {
        this.uploads = uploads;
    }

    /** Of what a client uploads. */
    Flux<ZoneUpload> of(ObjectStore store, Upload upload, Locator planned) {
        return found(store, planned, upload.bucket(), uploads.age(upload.id()), Optional.of(upload.id()));
    }

    /** Of a copy that we make. */
    Flux<ZoneUpload> ofCopy(ObjectStore store, BucketId bucket, Locator planned) {
        return found(store, planned, bucket, uploads.borrowedFor(planned), Optional.empty());
    }

    private Flux<ZoneUpload> found(ObjectStore store, Locator planned, BucketId bucket, Mono<Duration> age,
            Optional<UploadId> client) {
        return Locators.isOneAttempts(planned)
                ? store.uploadsAt(planned).map(OpenUpload::upload)
                : age.flatMapMany(ago -> among(store, planned, bucket, ago, client));
    }

    private Flux<ZoneUpload> among(ObjectStore store, Locator planned, BucketId bucket, Duration ago,
            Optional<UploadId> client) {
        return store.uploadsAt(planned)
                .collectList()
                .filter(open -> !open.isEmpty())
                // When it was begun, by the zone's clock.
                .flatMap(open -> Mono.zip(others(bucket, planned, client), store.clock().map(now -> now.minus(ago)),
                        (others, begun) -> ours(open, others, begun)))
                .flatMapIterable(ours -> ours);
    }

    private static List<ZoneUpload> ours(List<OpenUpload> open, Set<String> others, Instant begun) {
        return open.stream()
                .filter(found -> !others.contains(found.upload().id()))
                .filter(found -> !found.begunAt().isBefore(begun.minus(BEFORE))
                        && !found.begunAt().isAfter(begun.plus(AFTER)))
                .map(OpenUpload::upload)
                .toList();
    }

    /** How the zone calls what else of ours goes to this key: clients' uploads, and copies in parts. */
    private Mono<Set<String>> others(BucketId bucket, Locator planned, Optional<UploadId> client) {
        return Mono.zip(ofClients(bucket, planned, client), uploads.borrowedAt(planned),
                (clients, copies) -> Stream.concat(clients.stream(), copies.stream().map(LostUploads::known))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private Mono<List<String>> ofClients(BucketId bucket, Locator planned, Optional<UploadId> but) {
        // At a name that is not one attempt's alone, that name is the client's key.
        String key = planned.key();
        return uploads.page(new UploadQuery(bucket, key, "", Optional.empty(), MANY))
                .map(page -> page.stream()
                        .filter(other -> other.object().key().value().equals(key)
                                && but.filter(other.id()::equals).isEmpty())
                        .flatMap(other -> other.lanes().stream())
                        .filter(lane -> lane.zone().equals(planned.zone()))
                        .map(LostUploads::known)
                        .flatMap(Optional::stream)
                        .toList());
    }

    private static Optional<String> known(UploadLane lane) {
        return lane.dropped() ? lane.zoneUpload() : Optional.of(known(lane.zoneUpload()));
    }

    private static String known(Optional<String> zoneUpload) {
        return zoneUpload.orElseThrow(() -> new NotNow("another upload of the key is being begun"));
    }
}
