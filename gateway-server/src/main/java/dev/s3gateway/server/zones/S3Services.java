package dev.s3gateway.server.zones;

import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.direct.ChosenPath;
import dev.s3gateway.backend.direct.DataPath;
import dev.s3gateway.backend.direct.DirectConnections;
import dev.s3gateway.backend.direct.DirectLimits;
import dev.s3gateway.backend.direct.DirectObjectStore;
import dev.s3gateway.backend.direct.Loops;
import dev.s3gateway.backend.direct.PayloadSigning;
import dev.s3gateway.backend.s3.S3Connections;
import dev.s3gateway.backend.s3.S3Limits;
import dev.s3gateway.backend.s3.S3ObjectStore;
import dev.s3gateway.backend.s3.S3ZoneConfig;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.server.http.EventLoops;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The S3 services among the zones, and the two ways to each of them. */
public final class S3Services implements AutoCloseable {

    private final S3Connections sdk;
    private final DirectConnections direct;
    private final Background background;
    private final Map<ZoneCode, Supplier<DataPath.InUse>> paths = new ConcurrentHashMap<>();

    S3Services(S3Limits limits, EventLoops loops, Background background) {
        this.sdk = new S3Connections(limits);
        this.direct = new DirectConnections(new Loops(loops.group(), loops.sockets(), loops.datagrams()),
                DirectLimits.like(limits));
        this.background = background;
    }

    /** A store, and what lets go of it alone; may wait. */
    record Reached(ObjectStore store, Runnable close) {}

    /** Where nothing may be written there can be no test of the direct path: it is used only where that is asked for. */
    Reached reach(S3ZoneConfig zone, boolean takesWrites, DataPath path, PayloadSigning signing) {
        S3ObjectStore rest = sdk.to(zone);
        boolean untestable = path == DataPath.AUTO && !takesWrites;
        if (untestable || path == DataPath.SDK) {
            paths.put(zone.zone(), () -> new DataPath.InUse(path, DataPath.SDK, Optional.empty()));
            return new Reached(rest, () -> sdk.close(rest));
        }
        DirectObjectStore fast = direct.to(zone, rest);
        List<DirectObjectStore> ways = switch (signing) {
            case AUTO -> List.of(fast, fast.signing());
            case UNSIGNED -> List.of(fast);
            case SIGNED -> List.of(fast.signing());
        };
        return new Reached(path == DataPath.DIRECT ? always(zone, ways.getFirst()) : chosen(zone, ways, rest), () -> {
            direct.close(fast);
            sdk.close(rest);
        });
    }

    private ObjectStore always(S3ZoneConfig zone, ObjectStore fast) {
        paths.put(zone.zone(), () -> new DataPath.InUse(DataPath.DIRECT, DataPath.DIRECT, Optional.empty()));
        return fast;
    }

    private ObjectStore chosen(S3ZoneConfig zone, List<DirectObjectStore> ways, ObjectStore rest) {
        ChosenPath chosen = new ChosenPath(zone.zone(), ways, rest, background, InstantSource.system());
        paths.put(zone.zone(), chosen::inUse);
        return chosen;
    }

    Optional<DataPath.InUse> dataPath(ZoneCode zone) {
        return Optional.ofNullable(paths.get(zone)).map(Supplier::get);
    }

    /** Waits until all is closed, a few seconds at most. */
    @Override
    public void close() {
        direct.close();
        sdk.close();
    }
}
