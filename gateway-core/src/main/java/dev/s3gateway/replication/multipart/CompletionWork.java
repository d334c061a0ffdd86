package dev.s3gateway.replication.multipart;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.PartTag;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.bytes.LaneOutcome;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Commit;
import dev.s3gateway.ledger.Completion;
import dev.s3gateway.ledger.Foreign;
import dev.s3gateway.ledger.Intent;
import dev.s3gateway.ledger.Upload;
import dev.s3gateway.ledger.UploadLane;
import dev.s3gateway.ledger.Uploads.Claiming.Claimed;
import dev.s3gateway.placement.Placement;
import java.util.List;
import java.util.Optional;

/** A claimed upload, and all that is needed to complete it. */
record CompletionWork(Claimed claimed, Bucket bucket, Placement placement, Assembly assembly, List<PartLane> lanes) {

    CompletionWork {
        lanes = List.copyOf(lanes);
    }

    Upload upload() {
        return claimed.upload();
    }

    Completion completion() {
        return upload().completion().orElseThrow();
    }

    /** A part may have been replaced between the look at the list and the claim. */
    boolean isUnchanged() {
        return assembly.parts().size() == completion().parts().size()
                && assembly.etag().equals(completion().content().etag());
    }

    /** The zones' names of the parts; empty where a zone lacks one. */
    Optional<List<PartTag>> tags(ZoneCode zone) {
        List<PartTag> tags = assembly.parts()
                .stream()
                .flatMap(part -> Optional.ofNullable(part.tags().get(zone))
                        .map(tag -> new PartTag(part.number(), tag))
                        .stream())
                .toList();
        return tags.size() == completion().parts().size() ? Optional.of(tags) : Optional.empty();
    }

    boolean isEnough(List<LaneOutcome<PartLane, Locator>> known) {
        return LaneOutcome.answers(known).size() >= placement.needed();
    }

    Commit commit(List<LaneOutcome<PartLane, Locator>> known, Foreign beneath) {
        List<Locator> complete = LaneOutcome.answers(known);
        List<Locator> running = running(known);
        List<ZoneCode> holding = complete.stream().map(Locator::zone).toList();
        List<ZoneCode> writing = running.stream().map(Locator::zone).toList();
        List<Locator> strayed = upload().lanes()
                .stream()
                .map(UploadLane::planned)
                .filter(place -> !holding.contains(place.zone()) && !writing.contains(place.zone()))
                .toList();
        List<ZoneCode> owed = placement.codes()
                .stream()
                .filter(zone -> !holding.contains(zone) && !writing.contains(zone))
                .toList();
        return new Commit(new Intent(upload().version(), upload().bucket(), upload().object(), List.of()),
                completion().content(), completion().conditions(), placement.requiredReplicas(), complete, running,
                strayed, owed, completion().origin(), Optional.of(claimed.claim()))
                .over(beneath.etag());
    }

    private List<Locator> running(List<LaneOutcome<PartLane, Locator>> known) {
        List<PartLane> ended = known.stream().map(LaneOutcome::lane).toList();
        return lanes.stream().filter(lane -> !ended.contains(lane)).map(lane -> lane.upload().planned()).toList();
    }
}
