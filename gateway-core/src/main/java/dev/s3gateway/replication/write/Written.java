package dev.s3gateway.replication.write;

import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.Version;
import java.util.List;

/** A committed write: the version, the zones that hold it now, and whether these are all that it shall have. */
public record Written(Version version, List<ZoneCode> zones, boolean complete) {

    public Written {
        zones = List.copyOf(zones);
    }
}
