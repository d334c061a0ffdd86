package dev.s3gateway.server.admin;

import dev.s3gateway.backend.Capabilities;
import dev.s3gateway.backend.Concern;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.ledger.Probes;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** {@code GET /api/zones/{zone}/buckets}: what a zone calls our buckets, and what probes found out about each. */
public final class ZoneBucketsResource implements Resource {

    private final Supplier<List<Zone>> zones;
    private final Probes probes;

    public ZoneBucketsResource(Supplier<List<Zone>> zones, Probes probes) {
        this.zones = zones;
        this.probes = probes;
    }

    record Page(String zoneCode, List<String> acceptSettings, List<Held> buckets, Optional<String> cursor) {}

    record Held(String bucket, String zoneBucket, String layout, boolean writable, Optional<Instant> probedAt,
            Map<String, Probed.Told> abilities, Optional<Probed.Names> keys,
            List<Probed.Finding> findings) {}

    @Override
    public List<String> path() {
        return List.of("api", "zones", "*", "buckets");
    }

    @Override
    public Mono<AdminAnswer> answer(AdminCall call) {
        call.allowing("limit", "cursor");
        Zone zone = zones.get()
                .stream()
                .filter(one -> one.code().value().equals(call.path().get(2)))
                .findFirst()
                .orElseThrow(() -> AdminError.notFound("no zone is called " + call.path().get(2)));
        return probes.in(zone.code(), call.text("cursor").orElse(""), call.limit())
                .map(rows -> AdminAnswer.ok(page(zone, rows, call.limit())));
    }

    private static Page page(Zone zone, List<Probes.Row> rows, int limit) {
        Optional<String> cursor = rows.size() < limit
                ? Optional.empty()
                : Optional.of(rows.getLast().bucket().value());
        return new Page(zone.code().value(), zone.accepted().stream().map(Concern.Kind::label).sorted().toList(),
                rows.stream().map(row -> held(zone, row)).toList(), cursor);
    }

    private static Held held(Zone zone, Probes.Row row) {
        Probed probed = Probed.of(row.found(), zone.accepted());
        return new Held(row.bucket().value(), row.there().name(), word(row.there().layout()),
                !zone.readOnly() && zone.takes(row.there().traits()), row.found().map(Capabilities::probedAt),
                probed.abilities(), probed.keys(), probed.findings());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
