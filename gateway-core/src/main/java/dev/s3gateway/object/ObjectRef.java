package dev.s3gateway.object;

/** The client's name for an object: its bucket and its key. */
public record ObjectRef(BucketName bucket, ObjectKey key) {

    public static ObjectRef of(String bucket, String key) {
        return new ObjectRef(new BucketName(bucket), new ObjectKey(key));
    }

    @Override
    public String toString() {
        return bucket + "/" + key;
    }
}
