package dev.s3gateway.replication.marker;

import dev.s3gateway.backend.ZoneCode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a marker says: which ledger a zone bucket belongs to, and as which of its zones.
 *
 * @param incarnation that of the ledger when it was written, for people
 */
record Marker(UUID installation, ZoneCode zone, long incarnation) {

    /** As it lies in the zone, for people as well. */
    String text() {
        return """
                This bucket belongs to a zone of an s3gateway: leave this object where it is.
                installation %s
                zone %s
                incarnation %d
                """.formatted(installation, zone, incarnation);
    }

    /** Empty for what no gateway wrote. */
    static Optional<Marker> parse(String text) {
        Map<String, String> said = new HashMap<>();
        text.lines()
                .map(line -> line.split(" ", 2))
                .filter(line -> line.length == 2)
                .forEach(
                        line -> said.putIfAbsent(line[0], line[1]));
        try {
            return Optional.of(new Marker(UUID.fromString(said.getOrDefault("installation", "")),
                    new ZoneCode(said.getOrDefault("zone", "")),
                    Long.parseLong(said.getOrDefault("incarnation", ""))));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
