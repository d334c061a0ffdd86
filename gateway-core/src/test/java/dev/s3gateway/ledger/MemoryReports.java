package dev.s3gateway.ledger;

import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.MemoryWorld.VersionRow;
import dev.s3gateway.object.ObjectKey;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** The reports of the fake ledger. A cursor is the bucket, a slash and the key of the last object shown. */
final class MemoryReports implements Reports {

    private static final Comparator<ObjectStatus> ORDER = Comparator.comparing(ObjectStatus::bucket)
            .thenComparing(object -> new ObjectKey(object.key()));

    private final MemoryWorld world;
    private final LedgerFaults faults;

    MemoryReports(MemoryWorld world, LedgerFaults faults) {
        this.world = world;
        this.faults = faults;
    }

    @Override
    public Mono<Map<String, Long>> counts() {
        return faults.call("counts", () -> {
            synchronized (world) {
                return objects().collect(Collectors.groupingBy(ObjectStatus::syncStatus, TreeMap::new,
                        Collectors.counting()));
            }
        });
    }

    @Override
    public Mono<Page> page(Query query) {
        return faults.call("reports", () -> {
            synchronized (world) {
                return pageOf(query);
            }
        });
    }

    private Page pageOf(Query query) {
        List<ObjectStatus> found = objects()
                .filter(o -> query.bucket().filter(b -> !b.equals(o.bucket())).isEmpty())
                .filter(o -> query.key().filter(k -> !k.equals(o.key())).isEmpty())
                .filter(o -> query.status().filter(s -> !s.equals(o.syncStatus())).isEmpty())
                .filter(o -> query.zone().filter(z -> !o.zones().contains(z)).isEmpty())
                .filter(o -> query.cursor().filter(c -> !isBehind(o, c)).isEmpty())
                .sorted(ORDER)
                .limit(query.limit() + 1L)
                .toList();
        List<ObjectStatus> shown = found.subList(0, Math.min(query.limit(), found.size()));
        return new Page(shown,
                found.size() > shown.size() ? Optional.of(nameOf(shown.getLast())) : Optional.empty());
    }

    private static boolean isBehind(ObjectStatus object, String cursor) {
        String[] last = cursor.split("/", 2);
        int buckets = last.length < 2 ? -1 : object.bucket().compareTo(last[0]);
        return buckets > 0 || (buckets == 0 && new ObjectKey(object.key()).compareTo(new ObjectKey(last[1])) > 0);
    }

    private static String nameOf(ObjectStatus object) {
        return object.bucket() + "/" + object.key();
    }

    private Stream<ObjectStatus> objects() {
        return world.versions.values().stream().filter(row -> row.live).map(this::status);
    }

    private ObjectStatus status(VersionRow row) {
        Version version = row.version();
        List<String> zones = version.completeCopies().stream().map(Copy::zone).map(ZoneCode::value).sorted().toList();
        boolean owed = world.tasks.values()
                .stream()
                .anyMatch(task -> task.kind == Task.Kind.COPY && task.version.equals(Optional.of(version.id())));
        return new ObjectStatus(version.object().bucket().value(), version.object().key().value(),
                version.id().toString(), version.content().size(), version.content().etag().value(),
                version.requiredCopies(), zones.size(),
                owed || zones.size() < version.requiredCopies() ? "pending" : "synced", zones,
                version.lastModified());
    }
}
