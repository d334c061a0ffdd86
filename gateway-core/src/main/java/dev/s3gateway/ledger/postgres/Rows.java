package dev.s3gateway.ledger.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.BucketId;
import dev.s3gateway.ledger.Content;
import dev.s3gateway.ledger.Copy;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.object.Checksum;
import dev.s3gateway.object.ChecksumAlgorithm;
import dev.s3gateway.object.ETag;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.ObjectKey;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.object.VersionId;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Rows as records, and records as rows. */
final class Rows {

    /** What a version's row is selected as; {@code v} is the version, {@code b} its bucket. */
    static final String VERSION = """
            v.id, v.bucket_id, b.name AS bucket_name, v.key, v.sequence, v.state, v.size, v.etag, v.crc32c,
            v.metadata::text AS metadata, v.checksums, v.part_sizes, v.last_modified, v.required_copies, v.copy_zones,
            v.copy_buckets, v.copy_keys, v.copy_versions, v.copy_stamps, v.copy_states, v.copy_verified""";

    /** How a batch of copies, as arrays, is read from JSON. */
    static final String COPY_COLUMNS = """
            copy_zones text[], copy_buckets text[], copy_keys text[], copy_versions text[], copy_stamps text[],
            copy_states text[], copy_verified timestamptz[]""";

    static final String TASK = """
            t.id, t.epoch, t.kind, t.zone, t.bucket_id, t.version_id, t.place_bucket, t.place_key, t.place_version,
            t.place_stamp, t.tries""";

    private Rows() {}

    /** A version and when each of its copies was last verified. */
    record StoredVersion(Version version, boolean live, List<HeldCopy> copies) {}

    record HeldCopy(Locator locator, Copy.State state, Optional<Instant> verified) {

        boolean isAt(Locator other) {
            return locator.zone().equals(other.zone()) && locator.stamp().equals(other.stamp());
        }
    }

    static <T> T get(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }

    static Version version(Readable row) {
        return stored(row).version();
    }

    static StoredVersion stored(Readable row) {
        List<HeldCopy> copies = copies(row);
        Version version = new Version(new VersionId(get(row, "id", UUID.class)),
                new BucketId(get(row, "bucket_id", UUID.class)),
                new ObjectRef(new BucketName(get(row, "bucket_name", String.class)),
                        new ObjectKey(get(row, "key", String.class))),
                get(row, "sequence", Long.class), content(row), get(row, "last_modified", Instant.class),
                get(row, "required_copies", Integer.class),
                copies.stream().map(copy -> new Copy(copy.locator(), copy.state())).toList());
        return new StoredVersion(version, get(row, "state", String.class).equals("COMMITTED"), copies);
    }

    private static Content content(Readable row) {
        List<Checksum> checksums = new ArrayList<>();
        for (String checksum : get(row, "checksums", String[].class)) {
            checksums.add(checksum(checksum));
        }
        return new Content(get(row, "size", Long.class), new ETag(get(row, "etag", String.class)),
                get(row, "crc32c", Integer.class), metadata(Json.read(get(row, "metadata", String.class))), checksums,
                List.of(get(row, "part_sizes", Long[].class)));
    }

    /** {@code CRC32:AAAAAA==}. */
    static String text(Checksum checksum) {
        return checksum.algorithm() + ":" + checksum.base64();
    }

    static Checksum checksum(String text) {
        String[] parts = text.split(":", 2);
        return new Checksum(ChecksumAlgorithm.valueOf(parts[0]), parts[1]);
    }

    static ObjectNode json(Metadata metadata) {
        ObjectNode json = Json.object().put("type", metadata.contentType());
        json.set("standard", Json.pairs(metadata.standard()));
        json.set("user", Json.pairs(metadata.user()));
        return json;
    }

    static Metadata metadata(JsonNode json) {
        return new Metadata(json.get("type").asText(), Json.pairs(json.get("standard")), Json.pairs(json.get("user")));
    }

    private static List<HeldCopy> copies(Readable row) {
        String[] zones = get(row, "copy_zones", String[].class);
        String[] buckets = get(row, "copy_buckets", String[].class);
        String[] keys = get(row, "copy_keys", String[].class);
        String[] versions = get(row, "copy_versions", String[].class);
        String[] stamps = get(row, "copy_stamps", String[].class);
        String[] states = get(row, "copy_states", String[].class);
        Instant[] verified = get(row, "copy_verified", Instant[].class);
        List<HeldCopy> copies = new ArrayList<>();
        for (int i = 0; i < zones.length; i++) {
            copies.add(new HeldCopy(locator(zones[i], buckets[i], keys[i], versions[i], stamps[i]),
                    Copy.State.valueOf(states[i]), Optional.ofNullable(verified[i])));
        }
        return copies;
    }

    private static Locator locator(String zone, String bucket, String key, String version, String stamp) {
        return new Locator(new ZoneCode(zone), bucket, key,
                version.isEmpty() ? Optional.empty() : Optional.of(version), Stamp.parse(stamp));
    }

    static ObjectNode versionRow(Version version, List<HeldCopy> copies) {
        Content content = version.content();
        ObjectNode row = Json.object()
                .put("version_id", version.id().toString())
                .put("size", content.size())
                .put("etag", content.etag().value())
                .put("crc32c", content.crc32c())
                .put("required_copies", version.requiredCopies());
        row.set("metadata", json(content.metadata()));
        row.set("checksums", Json.texts(content.checksums(), Rows::text));
        row.set("part_sizes", Json.numbers(content.parts()));
        return row.setAll(copyArrays(copies));
    }

    static ObjectNode copyArrays(List<HeldCopy> copies) {
        ObjectNode row = Json.object();
        row.set("copy_zones", Json.texts(copies, copy -> copy.locator().zone().value()));
        row.set("copy_buckets", Json.texts(copies, copy -> copy.locator().bucket()));
        row.set("copy_keys", Json.texts(copies, copy -> copy.locator().key()));
        row.set("copy_versions", Json.texts(copies, copy -> copy.locator().zoneVersion().orElse("")));
        row.set("copy_stamps", Json.texts(copies, copy -> copy.locator().stamp().text()));
        row.set("copy_states", Json.texts(copies, copy -> copy.state().name()));
        var verified = Json.array(List.<Instant>of(), _ -> Json.object());
        copies.forEach(copy -> copy.verified().ifPresentOrElse(at -> verified.add(at.toString()), verified::addNull));
        row.set("copy_verified", verified);
        return row;
    }

    static ObjectNode place(BucketId bucket, Locator place) {
        return Json.object()
                .put("zone", place.zone().value())
                .put("bucket_id", bucket.toString())
                .put("version_id", place.stamp().version().toString())
                .put("place_bucket", place.bucket())
                .put("place_key", place.key())
                .put("place_version", place.zoneVersion().orElse(""))
                .put("place_stamp", place.stamp().text());
    }

    static Task task(Readable row) {
        Optional<String> stamp = Optional.ofNullable(row.get("place_stamp", String.class));
        ZoneCode zone = new ZoneCode(get(row, "zone", String.class));
        return new Task(get(row, "id", Long.class), get(row, "epoch", Long.class),
                Task.Kind.valueOf(get(row, "kind", String.class)), zone,
                new BucketId(get(row, "bucket_id", UUID.class)),
                Optional.ofNullable(row.get("version_id", UUID.class)).map(VersionId::new),
                stamp.map(text -> locator(zone.value(), get(row, "place_bucket", String.class),
                        get(row, "place_key", String.class), get(row, "place_version", String.class), text)),
                get(row, "tries", Integer.class));
    }
}
