package dev.s3gateway.server.zones;

import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.direct.DataPath;
import dev.s3gateway.backend.guard.Guards;
import dev.s3gateway.backend.guard.StoreMetrics;
import dev.s3gateway.backend.local.LocalStore;
import dev.s3gateway.job.JobRunner;
import dev.s3gateway.job.Pace;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.server.http.EventLoops;
import dev.s3gateway.server.settings.GatewayConfig;
import java.time.InstantSource;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Makes the lines to zones, all with the same patience, over the same connections. */
public final class ZoneLines {

    private final GatewayConfig config;
    private final StoreMetrics metrics;
    private final S3Services services;
    private final Pace pace;

    ZoneLines(GatewayConfig config, StoreMetrics metrics, EventLoops loops, Background background) {
        this.config = config;
        this.metrics = metrics;
        this.pace = config.jobs().pace();
        this.services = new S3Services(config.s3Zones().limits(config.guard().call()), loops, background);
    }

    /** Nothing happens before the line is prepared. */
    ZoneLine to(ZoneWay way) {
        return switch (way) {
            case ZoneWay.Service(var service, var takesWrites, var path, var signing) -> {
                S3Services.Reached reached = services.reach(service, takesWrites, path, signing);
                yield line(way, reached.store(), Mono.empty(), reached.close());
            }
            case ZoneWay.Directory(var directory) -> {
                LocalStore store = new LocalStore(directory);
                yield line(way, store, store.prepare(), store::close);
            }
        };
    }

    private ZoneLine line(ZoneWay way, ObjectStore store, Mono<Void> prepare, Runnable close) {
        Guards guards = Guards.around(way.zone(), store, config.guard(), metrics, InstantSource.system());
        return new ZoneLine(way, guards, guards.probe(config.guard()),
                jobs -> new JobRunner(jobs, pace, Schedulers.parallel()), prepare, close);
    }

    Optional<DataPath.InUse> dataPath(ZoneCode zone) {
        return services.dataPath(zone);
    }

    /** What all lines share; waits. */
    void close() {
        services.close();
    }
}
