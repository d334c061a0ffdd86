package dev.s3gateway.replication.marker;

import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.object.Metadata;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a marker says: which ledger a zone bucket belongs to, and as which of its zones.
 *
 * @param incarnation that of the ledger when it was written, for people
 */
record Marker(UUID installation, ZoneCode zone, long incarnation) {

    private static final String LABEL = "s3gateway-marker";

    /** For people who find it in the zone. */
    String text() {
        return """
                This bucket belongs to a zone of an s3gateway: leave this object where it is.
                installation %s
                zone %s
                incarnation %d
                """.formatted(installation, zone, incarnation);
    }

    /** For us: what stands beside an object is asked for without a word about its bytes. */
    Metadata label() {
        return new Metadata("text/plain; charset=utf-8", Map.of(),
                Map.of(LABEL, installation + " " + zone + " " + incarnation));
    }

    /** Empty for what no gateway wrote. */
    static Optional<Marker> parse(Metadata label) {
        String[] said = label.user().getOrDefault(LABEL, "").split(" ", -1);
        try {
            return said.length == 3
                    ? Optional.of(new Marker(UUID.fromString(said[0]), new ZoneCode(said[1]), Long.parseLong(said[2])))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
