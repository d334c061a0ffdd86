package dev.s3gateway.server.zones;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The lines that no configuration asks for any more, and that somebody may still use. */
public final class RetiredLines {

    private final List<ZoneLine> lines = new ArrayList<>();

    synchronized void add(Collection<ZoneLine> more) {
        lines.addAll(more);
    }

    /** Takes back the line that goes this way. */
    synchronized Optional<ZoneLine> taken(ZoneWay way) {
        Optional<ZoneLine> found = lines.stream().filter(line -> line.way().equals(way)).findFirst();
        found.ifPresent(lines::remove);
        return found;
    }

    /** Takes out those where nothing has happened for so long: nobody else gets them any more. */
    synchronized List<ZoneLine> rested(Duration rest) {
        List<ZoneLine> rested = lines.stream().filter(line -> line.store().restedFor(rest)).toList();
        lines.removeAll(rested);
        return rested;
    }
}
