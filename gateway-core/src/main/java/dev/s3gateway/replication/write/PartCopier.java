package dev.s3gateway.replication.write;

import dev.s3gateway.backend.Excerpt;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.PartTag;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.StoredPart;
import dev.s3gateway.backend.ZoneUpload;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.ledger.Content;
import dev.s3gateway.ledger.LedgerUnavailable;
import dev.s3gateway.ledger.Uploads;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.replication.copy.CopyTarget;
import dev.s3gateway.replication.copy.CopyWriter;
import dev.s3gateway.replication.copy.Fingerprint;
import dev.s3gateway.replication.copy.Locators;
import dev.s3gateway.replication.copy.Steadily;
import dev.s3gateway.replication.read.Opened;
import dev.s3gateway.replication.read.VersionReader;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Copies a version part by part, as it was uploaded, so that its tag and its parts are the same in every zone. Where the
 * zone has the version already, the parts are its own to copy.
 */
public final class PartCopier {

    private final VersionReader reader;
    private final CopyWriter copies;
    private final Uploads uploads;

    public PartCopier(VersionReader reader, CopyWriter copies, Uploads uploads) {
        this.reader = reader;
        this.copies = copies;
        this.uploads = uploads;
    }

    /** The locator of the proven copy. */
    public Mono<Locator> write(CopyTarget target, Version version, Metadata metadata, boolean digests) {
        Content content = version.content();
        return Mono.usingWhen(
                opened(target, metadata),
                upload -> parts(target, version, upload).collectList()
                        .flatMap(parts -> target.zone().store().completeUpload(upload, parts))
                        .flatMap(stored -> copies.proven(target, stored, Fingerprint.of(content), digests)),
                _ -> uploads.returned(target.planned()).onErrorComplete(LedgerUnavailable.class),
                (upload, _) -> givenUp(target, upload),
                upload -> givenUp(target, upload));
    }

    /** Whoever kills this process leaves an upload, and at a name that others use as well only its id tells which. */
    private Mono<ZoneUpload> opened(CopyTarget target, Metadata metadata) {
        Locator planned = target.planned();
        Mono<ZoneUpload> opened = uploads.borrowed(target.bucket(), planned, Optional.empty())
                .then(Mono.defer(() -> target.zone().store().createUpload(planned, metadata)));
        return Locators.isOneAttempts(planned)
                ? opened
                : opened.flatMap(upload -> uploads.borrowed(target.bucket(), planned, Optional.of(upload.id()))
                        .onErrorResume(failure -> givenUp(target, upload).then(Mono.error(failure)))
                        .thenReturn(upload));
    }

    private Flux<PartTag> parts(CopyTarget target, Version version, ZoneUpload upload) {
        return Flux.range(1, version.content().partCount())
                .concatMap(number -> part(target, version, upload, number))
                .map(StoredPart::part);
    }

    private Mono<StoredPart> part(CopyTarget target, Version version, ZoneUpload upload, int number) {
        Optional<ByteRange.Resolved> range = version.content().part(number);
        Optional<Excerpt> own = range.flatMap(bytes -> version.completeIn(target.zone().code())
                .map(copy -> new Excerpt(copy, version.content().size(), bytes)));
        Mono<StoredPart> sent = body(version, range)
                .flatMap(body -> Steadily.send(body, Schedulers.parallel(),
                        share -> target.zone().store().uploadPart(upload, number, share)));
        return own.map(excerpt -> Mono.defer(() -> target.zone().store().copyPart(upload, number, excerpt))
                .onErrorResume(StoreFailure.class,
                        failure -> CopyFaults.isRefusal(failure) ? sent : Mono.error(failure)))
                .orElse(sent);
    }

    private Mono<Body> body(Version version, Optional<ByteRange.Resolved> range) {
        return Mono.justOrEmpty(range)
                .flatMap(bytes -> reader.open(version, Optional.of(bytes)))
                .map(Opened::body)
                .defaultIfEmpty(Body.EMPTY);
    }

    /** What went wrong first is what counts. */
    private static Mono<Void> givenUp(CopyTarget target, ZoneUpload upload) {
        return Mono.defer(() -> target.zone().store().abortUpload(upload)).onErrorComplete(StoreFailure.class);
    }
}
