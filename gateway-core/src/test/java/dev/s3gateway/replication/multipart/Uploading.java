package dev.s3gateway.replication.multipart;

import static dev.s3gateway.replication.House.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.s3gateway.backend.DigestKind;
import dev.s3gateway.backend.ZoneDigest;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.bytes.Digests;
import dev.s3gateway.ledger.Upload;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ETag;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.replication.House;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** A client of a house that uploads one key in parts. */
public final class Uploading {

    public static final ObjectRef KEY = ObjectRef.of(House.BUCKET, "key");

    private final House house;
    private final Upload upload;

    private Uploading(House house, Upload upload) {
        this.house = house;
        this.upload = upload;
    }

    public static Uploading to(House house) {
        return new Uploading(house, await(house.uploads().create(wish())));
    }

    /** The same upload at another gateway. */
    public Uploading at(House other) {
        return new Uploading(other, upload);
    }

    public static NewUpload wish() {
        return new NewUpload(KEY, "someone", Metadata.ofType("text/plain"), Optional.empty());
    }

    public Upload upload() {
        return upload;
    }

    public UploadRef ref() {
        return new UploadRef(KEY, upload.id().toString(), "someone");
    }

    @CanIgnoreReturnValue
    public Completing.Listed part(int number, byte[] bytes) {
        await(house.uploads()
                .part(new PartPut(ref(), number, Digests.of(new Body.Buffered(bytes)), List::of))
                .thenReturn(true));
        return listed(number, bytes);
    }

    public static Completing.Listed listed(int number, byte[] bytes) {
        ETag etag = ((ZoneDigest.Md5) DigestKind.MD5.of(bytes)).etag();
        return new Completing.Listed(number, Optional.of(etag), List.of());
    }

    public Completing completing(List<Completing.Listed> parts) {
        return completing(parts, Conditions.NONE);
    }

    public Completing completing(List<Completing.Listed> parts, Conditions conditions) {
        return new Completing(ref(), parts, Optional.empty(), OptionalLong.empty(), conditions, House.origin());
    }

    @CanIgnoreReturnValue
    public Completed complete(List<Completing.Listed> parts) {
        return await(house.uploads().complete(completing(parts)));
    }

    public static byte[] random(int size, int seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
