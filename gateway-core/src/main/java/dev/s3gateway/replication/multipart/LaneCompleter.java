package dev.s3gateway.replication.multipart;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.ZoneDigest;
import dev.s3gateway.bytes.LaneOutcome;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.replication.copy.CopyTarget;
import dev.s3gateway.replication.copy.CopyWriter;
import dev.s3gateway.replication.copy.Fingerprint;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes copies of an upload's parts in its zones, all at once. Done again it comes to the same: a zone that has
 * completed already is recognised by the stamp.
 */
final class LaneCompleter {

    private final CopyWriter copies;
    private final CrashPoints crash;

    LaneCompleter(CopyWriter copies, CrashPoints crash) {
        this.copies = copies;
        this.crash = crash;
    }

    /** The proven copies, or why there is none. May be asked again: it runs once, and whoever leaves stops nothing. */
    Flux<LaneOutcome<PartLane, Locator>> outcomes(CompletionWork work) {
        return Flux.fromIterable(work.lanes()).flatMap(lane -> outcome(work, lane), work.lanes().size()).cache();
    }

    private Mono<LaneOutcome<PartLane, Locator>> outcome(CompletionWork work, PartLane lane) {
        return completed(work, lane)
                .<LaneOutcome<PartLane, Locator>>map(copy -> new LaneOutcome.Answered<>(lane, copy))
                .onErrorResume(StoreFailure.class,
                        failure -> Mono.just(new LaneOutcome.Failed<PartLane, Locator>(lane, failure)));
    }

    private Mono<Locator> completed(CompletionWork work, PartLane lane) {
        CopyTarget target = new CopyTarget(work.upload().bucket(), lane.zone(),
                work.bucket().in(lane.code()).orElseThrow(), lane.upload().planned());
        Fingerprint expected = Fingerprint.of(work.completion().content());
        return Mono.justOrEmpty(work.tags(lane.code()))
                .switchIfEmpty(Mono.error(() -> new StoreFailure.Rejected("InvalidPart", "a part is not there")))
                .flatMap(tags -> lane.zone().store().completeUpload(lane.upload(), tags))
                .map(stored -> new Answer(stored, work.placement().verify()))
                .onErrorResume(StoreFailure.class, failure -> landed(lane, failure))
                .flatMap(answer -> crash.at("multipart.after-lane")
                        .then(copies.proven(target, answer.stored(), expected, answer.verify())));
    }

    private record Answer(Stored stored, boolean verify) {}

    /**
     * Failed, or completed in spite of that: now, or before a crash, or at an earlier request by another list of parts.
     * So it is read back, whatever else is believed of a zone.
     */
    private static Mono<Answer> landed(PartLane lane, StoreFailure failure) {
        return lane.zone()
                .store()
                .stampedAt(lane.upload().planned())
                .next()
                .flatMap(copy -> lane.zone().store().size(copy).map(size -> foundAt(copy, size)))
                .switchIfEmpty(Mono.error(failure));
    }

    private static Answer foundAt(Locator copy, long size) {
        return new Answer(new Stored(copy, size, new ZoneDigest.None()), true);
    }
}
