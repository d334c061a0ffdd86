package dev.s3gateway.ledger;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.ZoneUpload;
import java.util.Optional;

/**
 * One zone's part in an upload, from its first part to its last.
 *
 * @param zoneUpload the zone's name for it; empty while the zone has not answered
 * @param dropped a part could not be stored there: its copy is made later
 */
public record UploadLane(Locator planned, Optional<String> zoneUpload, boolean dropped) {

    public ZoneCode zone() {
        return planned.zone();
    }

    /** The upload at the zone while parts go there. */
    public Optional<ZoneUpload> open() {
        return dropped ? Optional.empty() : zoneUpload.map(id -> new ZoneUpload(planned, id));
    }
}
