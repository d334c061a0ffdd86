package dev.s3gateway.replication.multipart;

import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.ZoneUpload;

/** One zone's part in an upload in parts, reachable. */
record PartLane(Zone zone, ZoneUpload upload) {

    ZoneCode code() {
        return zone.code();
    }
}
