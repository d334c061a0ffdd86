package dev.s3gateway.replication.multipart;

import static dev.s3gateway.backend.ScriptedStore.Call.COPY_PART;
import static dev.s3gateway.backend.ScriptedStore.Call.GET;
import static dev.s3gateway.backend.ScriptedStore.Call.PUT;
import static dev.s3gateway.backend.ScriptedStore.Call.UPLOAD_PART;
import static dev.s3gateway.replication.House.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.Scripts;
import dev.s3gateway.ledger.Upload;
import dev.s3gateway.ledger.UploadedPart;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.replication.House;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Parts made of objects: by each zone where it can, and the same in all of them. */
@Timeout(60)
class PartCopyTest {

    private static final byte[] BYTES = bytes();
    private static final ByteRange.Resolved RANGE = new ByteRange.Resolved(77, 2_000_076);

    private final House house = House.of("oslo", "bergen", "tromso");
    private final Upload upload = await(house.uploads()
            .create(new NewUpload(ObjectRef.of(House.BUCKET, "target"), "someone", Metadata.ofType("text/plain"),
                    Optional.empty())));

    @Test
    void eachZoneCopiesWhatItHasAndTheBytesAreReadOnce() { // row 64
        house.write("source", BYTES);

        UploadedPart part = copied(Optional.of(RANGE));

        assertThat(reads()).isEqualTo(1);
        house.zones.values().forEach(zone -> {
            assertThat(zone.count(COPY_PART)).isEqualTo(1);
            assertThat(zone.count(UPLOAD_PART)).isZero();
        });
        assertThat(completed(part)).isEqualTo(Arrays.copyOfRange(BYTES, 77, 2_000_077));
    }

    @Test
    void allOfAnObjectInOnePieceNeedsNoReading() {
        house.write("source", BYTES);

        UploadedPart part = copied(Optional.empty());

        assertThat(reads()).isZero();
        assertThat(part.etag()).isEqualTo(house.current("source").content().etag());
        assertThat(completed(part)).isEqualTo(BYTES);
    }

    @Test
    void zonesThatCannotCopyOrLackTheSourceGetTheBytes() {
        house.zone("bergen").on(PUT, Scripts.refuses(Scripts.full()));
        house.write("source", BYTES);
        house.zone("bergen").obeys();
        house.zone("tromso").on(COPY_PART, Scripts.refuses(Scripts.notImplemented()));

        UploadedPart part = copied(Optional.of(RANGE));

        assertThat(part.tags()).hasSize(3);
        assertThat(house.zone("bergen").count(COPY_PART)).isZero();
        assertThat(completed(part)).hasSize(2_000_000);
        assertThat(house.current("target").completeCopies()).hasSize(3);
    }

    @Test
    void aSilentZoneIsDroppedFromTheUpload() { // F10
        house.write("source", BYTES);
        house.zone("tromso").on(COPY_PART, Scripts.hangs());

        UploadedPart part = copied(Optional.of(RANGE));

        assertThat(part.tags()).hasSize(2);
        assertThat(completed(part)).hasSize(2_000_000);
    }

    private UploadedPart copied(Optional<ByteRange.Resolved> range) {
        return await(house.uploads()
                .copyPart(new PartCopy(ref(), 1, ObjectRef.of(House.BUCKET, "source"), Conditions.NONE, range)));
    }

    private byte[] completed(UploadedPart part) {
        Completing.Listed listed = new Completing.Listed(1, Optional.of(part.etag()), List.of());
        await(house.uploads()
                .complete(new Completing(ref(), List.of(listed), Optional.empty(), OptionalLong.empty(),
                        Conditions.NONE, House.origin()))
                .thenReturn(true));
        return house.read("target");
    }

    private UploadRef ref() {
        return new UploadRef(upload.object(), upload.id().toString(), "someone");
    }

    private long reads() {
        return house.zones.values().stream().mapToLong(zone -> zone.count(GET)).sum();
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[3_000_000];
        new Random(4).nextBytes(bytes);
        return bytes;
    }
}
