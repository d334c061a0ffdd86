package dev.s3gateway.replication.write;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.ledger.Content;
import dev.s3gateway.ledger.Uploads;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.replication.copy.Copied;
import dev.s3gateway.replication.copy.CopyTarget;
import dev.s3gateway.replication.copy.CopyWriter;
import dev.s3gateway.replication.copy.Fingerprint;
import dev.s3gateway.replication.read.VersionReader;
import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Lets every zone of a plan copy what it holds of a version; a zone that holds nothing, or cannot, gets the bytes. */
final class ZoneCopies {

    private final VersionReader reader;
    private final CopyWriter copies;
    private final PartCopier parts;
    private final Duration patience;
    private final CrashPoints crash;
    private final Scheduler clock;

    ZoneCopies(VersionReader reader, CopyWriter copies, Uploads uploads, Duration patience, CrashPoints crash,
            Scheduler clock) {
        this.reader = reader;
        this.copies = copies;
        this.parts = new PartCopier(reader, copies, uploads);
        this.patience = patience;
        this.crash = crash;
        this.clock = clock;
    }

    /** {@code content}: what the copy will be; its parts, where it has any, are those of the source. */
    Transfer begin(WritePlan plan, Mono<Void> intent, Version source, Content content) {
        Race race = new Race(plan.placement().needed(), patience, clock);
        // Unlike a body's last byte, a zone's own copy has nothing that could be held back: it begins after the intent.
        return Transfer.of(
                intent.thenMany(race.of(plan.lanes(), lane -> copied(plan, lane, source, content).map(Copied::of))),
                content);
    }

    private Mono<Locator> copied(WritePlan plan, Lane lane, Version source, Content content) {
        Mono<Locator> copied = content.parts().isEmpty()
                ? whole(plan, lane, source, content)
                : parts.write(target(plan, lane, lane.first()), source, content.metadata(),
                        plan.placement().verify());
        return crash.at("writer.before-lane")
                .then(copied)
                .flatMap(locator -> crash.at("writer.after-lane").thenReturn(locator))
                .onErrorMap(CopyFaults::isOfSource, CopyFaults::asZones);
    }

    private Mono<Locator> whole(WritePlan plan, Lane lane, Version source, Content content) {
        Optional<Locator> own = source.completeIn(lane.code());
        if (own.isEmpty()) {
            return streamed(plan, lane, lane.first(), source, content);
        }
        return copies.copy(target(plan, lane, lane.first()), content.metadata(), own.get(), Fingerprint.of(content),
                plan.placement().verify())
                .onErrorResume(StoreFailure.class, failure -> lane.again().isPresent() && CopyFaults.isRefusal(failure)
                        ? streamed(plan, lane, lane.again().get(), source, content)
                        : Mono.error(failure));
    }

    private Mono<Locator> streamed(WritePlan plan, Lane lane, Locator planned, Version source, Content content) {
        return reader.open(source, Optional.empty())
                .flatMap(opened -> copies.write(target(plan, lane, planned), content.metadata(),
                        CopyFaults.told(opened.body()),
                        Mono.just(Fingerprint.of(content)), plan.placement().verify()))
                .map(Copied::locator);
    }

    private static CopyTarget target(WritePlan plan, Lane lane, Locator planned) {
        return new CopyTarget(plan.intent().bucket(), lane.zone(), lane.bucket(), planned);
    }
}
