package dev.s3gateway.server.admin;

import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.direct.DataPath;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** {@code GET /backends}: the zones as configured, without secrets. */
public final class BackendsResource implements Resource {

    private final Supplier<List<Zone>> zones;
    private final Function<ZoneCode, Optional<DataPath.InUse>> dataPaths;

    public BackendsResource(Supplier<List<Zone>> zones, Function<ZoneCode, Optional<DataPath.InUse>> dataPaths) {
        this.zones = zones;
        this.dataPaths = dataPaths;
    }

    /** Who carries the objects of an S3 service; the finding says why it is not the direct path. */
    record Path(String configured, String inUse, Optional<String> finding) {

        static Path of(DataPath.InUse path) {
            return new Path(path.configured().name().toLowerCase(Locale.ROOT),
                    path.used().name().toLowerCase(Locale.ROOT), path.finding());
        }
    }

    record Backend(String name, String provider, String zoneCode, String region, boolean enabled, boolean isPrimary,
            Optional<String> endpoint, Optional<Path> dataPath) {

        static Backend of(Zone zone, Optional<DataPath.InUse> path) {
            return new Backend(zone.name(), zone.provider(), zone.code().value(), zone.region(), zone.enabled(),
                    zone.primary(), zone.endpoint(), path.map(Path::of));
        }
    }

    record Backends(List<Backend> backends, int count) {}

    @Override
    public List<String> path() {
        return List.of("backends");
    }

    @Override
    public Mono<AdminAnswer> answer(AdminCall call) {
        call.allowing();
        List<Backend> backends = zones.get()
                .stream()
                .map(zone -> Backend.of(zone, dataPaths.apply(zone.code())))
                .toList();
        return Mono.just(AdminAnswer.ok(new Backends(backends, backends.size())));
    }
}
