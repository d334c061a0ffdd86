package dev.s3gateway.access;

import dev.s3gateway.object.BucketName;
import dev.s3gateway.object.ObjectRef;
import java.util.Optional;

/** One thing that a request needs leave for: what it does, and to which bucket or object. */
public sealed interface Permission {

    enum Access {
        READ, WRITE, DELETE
    }

    /** To see the names of one's own buckets. */
    record ListBuckets() implements Permission {}

    /** To take a name that nobody has. Names are global; whether it is free is the ledger's to say. */
    record CreateBucket(BucketName name) implements Permission {}

    /** To read a bucket's own facts and its list of keys, to change its settings, or to delete it. */
    record OnBucket(BucketName name, Access access) implements Permission {}

    record OnObject(ObjectRef object, Access access) implements Permission {}

    static Permission listBuckets() {
        return new ListBuckets();
    }

    static Permission createBucket(BucketName name) {
        return new CreateBucket(name);
    }

    static Permission read(BucketName name) {
        return new OnBucket(name, Access.READ);
    }

    static Permission write(BucketName name) {
        return new OnBucket(name, Access.WRITE);
    }

    static Permission delete(BucketName name) {
        return new OnBucket(name, Access.DELETE);
    }

    static Permission read(ObjectRef object) {
        return new OnObject(object, Access.READ);
    }

    static Permission write(ObjectRef object) {
        return new OnObject(object, Access.WRITE);
    }

    static Permission delete(ObjectRef object) {
        return new OnObject(object, Access.DELETE);
    }

    /** Whether what it allows may change anything. */
    default boolean changes() {
        return switch (this) {
            case OnBucket bucket -> bucket.access() != Access.READ;
            case OnObject object -> object.access() != Access.READ;
            case CreateBucket _ -> true;
            case ListBuckets _ -> false;
        };
    }

    /** The existing bucket whose owner has the say; empty where none is touched. */
    default Optional<BucketName> touchedBucket() {
        return switch (this) {
            case OnBucket bucket -> Optional.of(bucket.name());
            case OnObject object -> Optional.of(object.object().bucket());
            case ListBuckets _,CreateBucket _ -> Optional.empty();
        };
    }
}
