package dev.s3gateway.ledger.postgres;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.BucketId;
import dev.s3gateway.ledger.Commit;
import dev.s3gateway.ledger.Delays;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.object.VersionId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Tasks that are about to be written, and the statement that writes them. */
final class TaskRows {

    /** No copy in parts takes longer. */
    private static final Duration LONGEST_COPY = Duration.ofDays(7);

    private final Delays delays;

    TaskRows(Delays delays) {
        this.delays = delays;
    }

    /**
     * Two people may ask for the same copy or bucket: there is one task, due as early as anybody asked. To stand in a
     * WITH.
     *
     * @param json the JSON parameter
     * @param which of its rows, called {@code n}
     */
    static String insert(String json, String which) {
        return """
                INSERT INTO tasks (kind, zone, bucket_id, version_id, place_bucket, place_key, place_version, place_stamp,
                                   awaiting, due_at)
                SELECT n.kind, n.zone, n.bucket_id, n.version_id, n.place_bucket, n.place_key, n.place_version,
                       n.place_stamp, n.awaiting, clock_timestamp() + n.delay * interval '1 millisecond'
                  FROM json_to_recordset(%s::json) AS n (kind text, zone text, bucket_id uuid, version_id uuid,
                       place_bucket text, place_key text, place_version text, place_stamp text, awaiting uuid,
                       delay bigint)
                 WHERE %s
                 ORDER BY n.version_id, n.zone"""
                .formatted(json, which);
    }

    static String json(List<ObjectNode> tasks) {
        return Json.array(tasks, task -> task).toString();
    }

    ObjectNode purge(BucketId bucket, Locator place, Duration delay) {
        return due(Rows.place(bucket, place), Task.Kind.PURGE, delay);
    }

    /** Whatever may have landed or may still land there goes: now, and what a dead process sent, after the horizon. */
    List<ObjectNode> purgeTwice(BucketId bucket, Locator place) {
        return List.of(purge(bucket, place, Duration.ZERO), purge(bucket, place, delays.horizon()));
    }

    /** The zone may have an upload in parts open for this place. */
    ObjectNode giveUp(BucketId bucket, Locator planned) {
        return giveUp(bucket, planned, Duration.ZERO);
    }

    /** The zone is being told to complete it: if that comes to nothing, it is given up in the end. */
    ObjectNode giveUpLate(BucketId bucket, Locator planned) {
        return giveUp(bucket, planned, delays.horizon());
    }

    private static ObjectNode giveUp(BucketId bucket, Locator planned, Duration delay) {
        return due(Rows.place(bucket, planned), Task.Kind.ABORT_UPLOAD, delay);
    }

    /** The lease's process has a zone keep parts for a copy: they go when that process does, or in the end. */
    ObjectNode giveUpWith(UUID lease, BucketId bucket, Locator planned) {
        return giveUp(bucket, planned, LONGEST_COPY).put("awaiting", lease.toString());
    }

    ObjectNode owed(BucketId bucket, VersionId version, ZoneCode zone) {
        return due(Json.object()
                .put("zone", zone.value())
                .put("bucket_id", bucket.toString())
                .put("version_id", version.toString()), Task.Kind.COPY, Duration.ZERO);
    }

    /** A lane of this lease still writes there: owed when it is late, and nothing is left of it after the horizon. */
    List<ObjectNode> running(BucketId bucket, Locator lane, UUID lease) {
        ObjectNode copy = owed(bucket, lane.stamp().version(), lane.zone()).put("awaiting", lease.toString())
                .put("delay", delays.late().toMillis());
        return List.of(copy, purge(bucket, lane, delays.horizon()));
    }

    /** What a commit leaves to be done, under the lease of its lanes. */
    List<ObjectNode> of(Commit commit, UUID lease) {
        BucketId bucket = commit.intent().bucket();
        return Stream.of(commit.running().stream().flatMap(lane -> running(bucket, lane, lease).stream()),
                commit.strayed().stream().flatMap(place -> purgeTwice(bucket, place).stream()),
                commit.owed().stream().map(zone -> owed(bucket, commit.intent().version(), zone)))
                .flatMap(some -> some)
                .toList();
    }

    ObjectNode verify(BucketId bucket, Locator place) {
        return due(Rows.place(bucket, place), Task.Kind.VERIFY, Duration.ZERO);
    }

    private static ObjectNode due(ObjectNode row, Task.Kind kind, Duration delay) {
        return row.put("kind", kind.name()).put("delay", delay.toMillis());
    }
}
