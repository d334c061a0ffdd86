package dev.s3gateway.upkeep;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.OpenUpload;
import dev.s3gateway.backend.ZoneUpload;
import dev.s3gateway.ledger.Upload;
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

    Flux<ZoneUpload> of(ObjectStore store, Upload upload, Locator planned) {
        return Locators.isOneAttempts(planned) ? at(store, planned) : among(store, upload, planned);
    }

    /** None at a key where others may have some. */
    Flux<ZoneUpload> at(ObjectStore store, Locator planned) {
        return Locators.isOneAttempts(planned)
                ? store.uploadsAt(planned).map(OpenUpload::upload)
                : Flux.empty();
    }

    private Flux<ZoneUpload> among(ObjectStore store, Upload upload, Locator planned) {
        return store.uploadsAt(planned)
                .collectList()
                .filter(open -> !open.isEmpty())
                .flatMap(open -> Mono.zip(others(upload, planned), begun(store, upload),
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

    /** When the upload was begun, by the zone's clock. */
    private Mono<Instant> begun(ObjectStore store, Upload upload) {
        return Mono.zip(store.clock(), uploads.age(upload.id()), Instant::minus);
    }

    /** How the zone calls what else of ours goes to this key: other clients' uploads, and copies in parts. */
    private Mono<Set<String>> others(Upload upload, Locator planned) {
        return Mono.zip(ofClients(upload, planned), uploads.borrowedAt(planned),
                (clients, copies) -> Stream.concat(clients.stream(), copies.stream())
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private Mono<List<String>> ofClients(Upload upload, Locator planned) {
        return uploads.page(new UploadQuery(upload.bucket(), upload.object().key().value(), "",
                Optional.empty(), MANY))
                .map(page -> page.stream()
                        .filter(other -> other.object().equals(upload.object()) && !other.id().equals(upload.id()))
                        .flatMap(other -> other.lanes().stream())
                        .filter(lane -> lane.zone().equals(planned.zone()))
                        .map(LostUploads::known)
                        .flatMap(Optional::stream)
                        .toList());
    }

    private static Optional<String> known(UploadLane lane) {
        if (lane.zoneUpload().isEmpty() && !lane.dropped()) {
            throw new NotNow("another upload of the key is being begun");
        }
        return lane.zoneUpload();
    }
}
