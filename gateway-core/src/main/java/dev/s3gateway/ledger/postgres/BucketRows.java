package dev.s3gateway.ledger.postgres;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.Unmanaged;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.BucketId;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.object.BucketName;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** Rows of buckets as records, and records as rows. */
final class BucketRows {

    // OFFSET 0: a plan that was made while there were no buckets must not go through those of all.
    private static final String SELECT = """
            SELECT b.id, b.name, b.owner, b.region, b.created_at, z.zone, z.name AS zone_name, z.state, z.layout,
                   z.traits, z.reason, b.unmanaged
              FROM buckets b LEFT JOIN LATERAL (SELECT * FROM zone_buckets WHERE bucket_id = b.id OFFSET 0) z ON true
             WHERE %s
             ORDER BY b.name, b.id, z.position""";
    static final String OPEN_NAMED = SELECT.formatted("b.state = 'OPEN' AND b.name = $1");
    static final String OPEN_AMONG = SELECT.formatted("b.state = 'OPEN' AND b.name = ANY ($1)");
    static final String OPEN_OWNED = SELECT.formatted("b.state = 'OPEN' AND b.owner = $1");
    static final String OPEN = SELECT.formatted("b.state = 'OPEN'");
    static final String OPEN_AT = SELECT.formatted("""
            b.state = 'OPEN' AND b.id IN (SELECT bucket_id FROM zone_buckets
              WHERE zone = $1 AND name = $2 AND state = 'OPEN')""");
    static final String BY_ID = SELECT.formatted("b.id = $1");

    private record Line(UUID id, String name, String owner, String region, Instant createdAt,
            Optional<ZoneBucket> zone, Optional<Unmanaged> unmanaged) {}

    private BucketRows() {}

    static Mono<Bucket> one(Session session, String sql, Object parameter) {
        return many(session, sql, parameter).flatMap(found -> Mono.justOrEmpty(found.stream().findFirst()));
    }

    static Mono<List<Bucket>> many(Session session, String sql, Object... parameters) {
        return session.rows(sql, BucketRows::line, parameters).map(BucketRows::grouped);
    }

    private static Line line(Readable row) {
        Optional<ZoneBucket> zone = Optional.ofNullable(row.get("zone", String.class)).map(code -> zone(code, row));
        return new Line(Rows.get(row, "id", UUID.class), Rows.get(row, "name", String.class),
                Rows.get(row, "owner", String.class), Rows.get(row, "region", String.class),
                Rows.get(row, "created_at", Instant.class), zone,
                Optional.ofNullable(row.get("unmanaged", String.class)).map(Unmanaged::valueOf));
    }

    /** A zone bucket, whose own name is the column {@code zone_name}. */
    static ZoneBucket zone(String code, Readable row) {
        return new ZoneBucket(new ZoneCode(code), Rows.get(row, "zone_name", String.class),
                ZoneBucket.State.valueOf(Rows.get(row, "state", String.class)),
                Findings.traits(Layout.valueOf(Rows.get(row, "layout", String.class)),
                        Json.read(Rows.get(row, "traits", String.class))),
                Optional.ofNullable(row.get("reason", String.class)));
    }

    private static List<Bucket> grouped(List<Line> lines) {
        Map<UUID, List<Line>> byBucket = new LinkedHashMap<>();
        lines.forEach(line -> byBucket.computeIfAbsent(line.id(), _ -> new ArrayList<>()).add(line));
        return byBucket.values().stream().map(BucketRows::bucket).toList();
    }

    private static Bucket bucket(List<Line> lines) {
        Line line = lines.getFirst();
        return new Bucket(new BucketId(line.id()), new BucketName(line.name()), line.owner(), line.region(),
                line.createdAt(), lines.stream().flatMap(l -> l.zone().stream()).toList(), line.unmanaged());
    }

    /** Zone buckets as the rows of a JSON parameter. */
    static String json(List<ZoneBucket> zones) {
        List<ObjectNode> rows = new ArrayList<>();
        for (ZoneBucket zone : zones) {
            ObjectNode place = Json.object();
            rows.add(place
                    .put("zone", zone.zone().value())
                    .put("name", zone.name())
                    .put("state", zone.state().name())
                    .put("layout", zone.layout().name())
                    .put("reason", zone.reason().orElse(null))
                    .put("position", rows.size()));
            place.set("traits", Findings.json(zone.traits()));
        }
        return TaskRows.json(rows);
    }
}
