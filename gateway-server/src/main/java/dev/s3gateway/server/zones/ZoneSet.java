package dev.s3gateway.server.zones;

import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.local.LocalZoneConfig;
import dev.s3gateway.placement.BucketDefaults;
import dev.s3gateway.placement.Topology;
import dev.s3gateway.server.settings.GatewayConfig;
import dev.s3gateway.server.settings.LocalZonesConfig;
import dev.s3gateway.server.settings.ReplicationConfig;
import dev.s3gateway.server.settings.ZoneConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** The zones of one configuration, and the line to each. Never changes: a reload makes another one. */
public record ZoneSet(Topology topology, Map<ZoneCode, ZoneLine> lines) {

    public ZoneSet {
        lines = Map.copyOf(lines);
    }

    /** {@code lineOf} finds or makes the line for a way. */
    static ZoneSet of(GatewayConfig config, Path data, Function<ZoneWay, ZoneLine> lineOf) {
        List<ZoneConfig> configs = config.zones();
        boolean chosen = configs.stream().anyMatch(ZoneConfig::isPrimary);
        List<Zone> zones = new ArrayList<>();
        Map<ZoneCode, ZoneLine> lines = new LinkedHashMap<>();
        for (ZoneConfig each : configs) {
            // Where no zone is called the primary, the first that is written to is.
            boolean primary = chosen
                    ? each.isPrimary()
                    : each.takesWrites() && zones.stream().noneMatch(Zone::primary);
            ZoneLine line = lineOf.apply(way(each, data, config.localZones()));
            lines.put(each.zone(), line);
            zones.add(each.described(data, primary, line.store()));
        }
        return new ZoneSet(new Topology(zones, defaults(config.replication())), lines);
    }

    /** The line to a zone that is enabled. */
    Optional<ZoneLine> line(ZoneCode zone) {
        return topology.zone(zone).flatMap(enabled -> Optional.ofNullable(lines.get(enabled.code())));
    }

    Optional<ZoneLine> to(ZoneWay way) {
        return lines.values().stream().filter(line -> line.way().equals(way)).findFirst();
    }

    List<ZoneLine> enabled() {
        return topology.enabled().stream().flatMap(zone -> line(zone.code()).stream()).toList();
    }

    private static ZoneWay way(ZoneConfig config, Path data, LocalZonesConfig local) {
        return config.service()
                .<ZoneWay>map(service -> new ZoneWay.Service(service, config.takesWrites(), config.carrier(),
                        config.signing()))
                .orElseGet(() -> new ZoneWay.Directory(new LocalZoneConfig(config.zone(),
                        data.resolve(config.directory().orElseThrow()), local.threads())));
    }

    private static BucketDefaults defaults(ReplicationConfig replication) {
        OptionalInt required = replication.requiredReplicas().map(OptionalInt::of).orElse(OptionalInt.empty());
        return replication.enabled()
                ? new BucketDefaults(replication.effectiveAck(), true, replication.minReplicas(), required,
                        replication.verifyUploads(), replication.digest(), replication.unmanaged(),
                        replication.preferred())
                : new BucketDefaults(replication.effectiveAck(), false, 1, OptionalInt.of(1),
                        replication.verifyUploads(), replication.digest(), replication.unmanaged(),
                        replication.preferred());
    }
}
