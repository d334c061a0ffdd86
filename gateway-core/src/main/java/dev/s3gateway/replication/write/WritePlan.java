package dev.s3gateway.replication.write;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.bytes.Digested;
import dev.s3gateway.bytes.LaneOutcome;
import dev.s3gateway.ledger.Commit;
import dev.s3gateway.ledger.Content;
import dev.s3gateway.ledger.Intent;
import dev.s3gateway.object.Checksum;
import dev.s3gateway.object.ETag;
import dev.s3gateway.placement.Digesting;
import dev.s3gateway.placement.Placement;
import dev.s3gateway.replication.copy.Copied;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one write sets out to do: settled before the first byte is pulled.
 *
 * @param foreign the tag of what somebody else put under the key, if conditions made us look
 */
record WritePlan(Put put, Placement placement, Intent intent, List<Lane> lanes, Optional<ETag> foreign) {

    WritePlan {
        lanes = List.copyOf(lanes);
    }

    boolean isEnough(List<LaneOutcome<Lane, Copied>> known) {
        return LaneOutcome.answers(known).size() >= placement.needed();
    }

    List<Locator> complete(List<LaneOutcome<Lane, Copied>> known) {
        return LaneOutcome.answers(known).stream().map(Copied::locator).toList();
    }

    /** Lanes that have not ended yet. */
    List<Lane> running(List<LaneOutcome<Lane, Copied>> known) {
        if (known.size() == lanes.size()) {
            return List.of();
        }
        List<Lane> ended = known.stream().map(LaneOutcome::lane).toList();
        return lanes.stream().filter(lane -> !ended.contains(lane)).toList();
    }

    /**
     * Whether no MD5 need be computed here: nobody has sent one to compare it with, every lane proves the bytes by their CRC-32C,
     * and some zone tells the MD5.
     */
    boolean leavesTagsToZones() {
        return placement.digest() == Digesting.AUTO
                && !put.digests().hasMd5()
                && put.body().length().orElse(0) > 0
                && lanes.stream().allMatch(Lane::looksAtSums)
                && lanes.stream().anyMatch(Lane::tellsMd5);
    }

    /** What is written, once it has arrived. */
    Content content(Digested all, ETag etag) {
        // More may have been computed of it than it shall have: the hash that its request was signed with.
        List<Checksum> checksums = Stream
                .concat(put.checksums().get().stream(), put.computed().stream().map(all.checksums()::get))
                .toList();
        return new Content(all.size(), etag, all.crc32c(), put.metadata(), checksums);
    }

    Commit commit(List<LaneOutcome<Lane, Copied>> known, Content content) {
        List<Locator> complete = complete(known);
        List<Lane> running = running(known);
        return new Commit(intent, content, put.conditions(), placement.requiredReplicas(), complete,
                running.stream().map(Lane::first).toList(), strayed(known), owed(complete, running), put.origin(),
                Optional.empty(), put.operation(), foreign);
    }

    private static List<Locator> strayed(List<LaneOutcome<Lane, Copied>> known) {
        List<Locator> strayed = new ArrayList<>();
        known.forEach(outcome -> strayed.addAll(switch (outcome) {
            case LaneOutcome.Answered<Lane, Copied>(var lane, var copy) when lane.isFirst(copy.locator()) -> List.of();
            // Where the second attempt succeeded, the first may have landed all the same.
            case LaneOutcome.Answered<Lane, Copied>(var lane, var _) -> List.of(lane.first());
            case LaneOutcome.Failed<Lane, Copied>(var lane, var _) -> lane.planned();
        }));
        return strayed;
    }

    private List<ZoneCode> owed(List<Locator> complete, List<Lane> running) {
        List<ZoneCode> owed = new ArrayList<>(placement.codes());
        complete.forEach(locator -> owed.remove(locator.zone()));
        running.forEach(lane -> owed.remove(lane.code()));
        return owed;
    }
}
