package dev.s3gateway.replication.foreign;

import dev.s3gateway.backend.ZonePage;
import java.util.List;

/** A key that the ledger has never heard of, and where something lies under it, in the order of the zones. */
public record Sighting(String key, List<Seen> places) {

    public record Seen(Place place, ZonePage.Entry entry) {}

    public Sighting {
        places = List.copyOf(places);
    }
}
