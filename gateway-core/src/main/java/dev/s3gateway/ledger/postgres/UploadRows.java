package dev.s3gateway.ledger.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.BucketId;
import dev.s3gateway.ledger.Completion;
import dev.s3gateway.ledger.Content;
import dev.s3gateway.ledger.Origin;
import dev.s3gateway.ledger.Upload;
import dev.s3gateway.ledger.UploadId;
import dev.s3gateway.ledger.UploadLane;
import dev.s3gateway.ledger.UploadedPart;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.object.Checksum;
import dev.s3gateway.object.ChecksumAlgorithm;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ETag;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.ObjectKey;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.object.UploadChecksum;
import dev.s3gateway.object.VersionId;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Uploads and their parts as records, and as rows. */
final class UploadRows {

    /** What an upload's row is selected as; {@code u} is the upload, {@code b} its bucket. */
    static final String UPLOAD = """
            u.id, u.bucket_id, b.name AS bucket_name, u.key, u.owner, u.state, u.version_id,
            u.metadata::text AS metadata, u.checksum, u.lanes::text AS lanes, u.initiated_at,
            coalesce(u.completion::text, '') AS completion, u.epoch,
            EXISTS (SELECT FROM leases l WHERE l.id = u.claimed_by AND l.expires_at > clock_timestamp()) AS held""";

    /** An upload, how often it was claimed, and whether a living process holds it now. */
    record Stored(Upload upload, long epoch, boolean held) {
        boolean isOpen() {
            return upload.state() == Upload.State.OPEN || upload.state() == Upload.State.COMPLETING;
        }
    }

    private UploadRows() {}

    static Stored stored(Readable row) {
        Metadata metadata = Rows.metadata(Json.read(Rows.get(row, "metadata", String.class)));
        ObjectRef object = new ObjectRef(new BucketName(Rows.get(row, "bucket_name", String.class)),
                new ObjectKey(Rows.get(row, "key", String.class)));
        Upload upload = new Upload(new UploadId(Rows.get(row, "id", UUID.class)),
                new BucketId(Rows.get(row, "bucket_id", UUID.class)), object, Rows.get(row, "owner", String.class),
                new VersionId(Rows.get(row, "version_id", UUID.class)), metadata,
                checksum(Rows.get(row, "checksum", String.class)),
                Upload.State.valueOf(Rows.get(row, "state", String.class)),
                Rows.get(row, "initiated_at", Instant.class), lanes(Rows.get(row, "lanes", String.class)),
                completion(Rows.get(row, "completion", String.class), metadata));
        return new Stored(upload, Rows.get(row, "epoch", Long.class), Rows.get(row, "held", Boolean.class));
    }

    static String text(Optional<UploadChecksum> checksum) {
        return checksum.map(known -> known.algorithm() + ":" + known.type()).orElse("");
    }

    private static Optional<UploadChecksum> checksum(String text) {
        String[] parts = text.split(":", 2);
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(new UploadChecksum(ChecksumAlgorithm.valueOf(parts[0]), parts[1].equals("FULL_OBJECT")));
    }

    static String lanes(List<UploadLane> lanes) {
        return Json.array(lanes, lane -> {
            Locator planned = lane.planned();
            ObjectNode row = Json.object()
                    .put("zone", planned.zone().value())
                    .put("bucket", planned.bucket())
                    .put("key", planned.key())
                    .put("stamp", planned.stamp().text())
                    .put("dropped", lane.dropped());
            lane.zoneUpload().ifPresent(id -> row.put("upload", id));
            return row;
        }).toString();
    }

    private static List<UploadLane> lanes(String json) {
        return list(Json.read(json), lane -> new UploadLane(
                new Locator(new ZoneCode(lane.get("zone").asText()), lane.get("bucket").asText(),
                        lane.get("key").asText(), Optional.empty(), Stamp.parse(lane.get("stamp").asText())),
                Optional.ofNullable(lane.get("upload")).map(JsonNode::asText), lane.get("dropped").asBoolean()));
    }

    static String completion(Completion completion) {
        Content content = completion.content();
        ObjectNode row = Json.object()
                .put("size", content.size())
                .put("etag", content.etag().value())
                .put("crc32c", content.crc32c())
                .put("request", completion.origin().requestId())
                .put("caller", completion.origin().caller())
                .put("source", completion.origin().sourceIp());
        row.set("parts", Json.numbers(completion.parts()));
        row.set("sizes", Json.numbers(content.parts()));
        row.set("checksums", Json.texts(content.checksums(), Rows::text));
        row.set("ifMatch", Json.texts(completion.conditions().ifMatch(), ETag::value));
        row.set("ifNoneMatch", Json.texts(completion.conditions().ifNoneMatch(), ETag::value));
        return row.toString();
    }

    private static Optional<Completion> completion(String json, Metadata metadata) {
        return json.isEmpty() ? Optional.empty() : Optional.of(completion(Json.read(json), metadata));
    }

    private static Completion completion(JsonNode row, Metadata metadata) {
        Content content = new Content(row.get("size").asLong(), new ETag(row.get("etag").asText()),
                row.get("crc32c").asInt(), metadata,
                list(row.get("checksums"), checksum -> Rows.checksum(checksum.asText())),
                list(row.get("sizes"), JsonNode::asLong));
        return new Completion(list(row.get("parts"), JsonNode::asInt), content,
                new Conditions(tags(row.get("ifMatch")), tags(row.get("ifNoneMatch")), Optional.empty(),
                        Optional.empty()),
                new Origin(row.get("request").asText(), row.get("caller").asText(), row.get("source").asText()));
    }

    private static List<ETag> tags(JsonNode tags) {
        return list(tags, tag -> new ETag(tag.asText()));
    }

    static String tags(UploadedPart part) {
        ObjectNode tags = Json.object();
        part.tags().forEach((zone, tag) -> tags.put(zone.value(), tag));
        return tags.toString();
    }

    static UploadedPart part(Readable row) {
        Map<ZoneCode, String> tags = new LinkedHashMap<>();
        Json.pairs(Json.read(Rows.get(row, "tags", String.class)))
                .forEach((zone, tag) -> tags.put(new ZoneCode(zone), tag));
        String checksum = Rows.get(row, "checksum", String.class);
        return new UploadedPart(Rows.get(row, "number", Integer.class), Rows.get(row, "size", Long.class),
                new ETag(Rows.get(row, "etag", String.class)), Rows.get(row, "crc32c", Integer.class),
                checksum.isEmpty() ? Optional.<Checksum>empty() : Optional.of(Rows.checksum(checksum)), tags,
                Rows.get(row, "uploaded_at", Instant.class));
    }

    private static <T> List<T> list(JsonNode array, Function<JsonNode, T> form) {
        List<T> list = new ArrayList<>();
        array.forEach(node -> list.add(form.apply(node)));
        return list;
    }
}
