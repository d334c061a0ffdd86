package dev.s3gateway.ledger.postgres;

import dev.s3gateway.ledger.Adoption;
import dev.s3gateway.ledger.BucketId;
import dev.s3gateway.ledger.Commit;
import dev.s3gateway.ledger.CommitResult;
import dev.s3gateway.ledger.RemoveResult;
import dev.s3gateway.ledger.Foreign;
import dev.s3gateway.ledger.Origin;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ObjectKey;
import dev.s3gateway.object.ObjectRef;
import java.util.UUID;

/** A change of one key, decided under the lock of the key's head. */
sealed interface Mutation {

    /** What became of it. */
    sealed interface Decision {
        record OfPut(CommitResult result) implements Decision {}

        record OfRemove(RemoveResult result) implements Decision {}

        record OfAdoption(Adoption.Result result) implements Decision {}
    }

    /** The one row that all changes of a key lock. In the order in which everybody locks. */
    record HeadKey(BucketId bucket, ObjectKey key) implements Comparable<HeadKey> {
        @Override
        public int compareTo(HeadKey other) {
            // PostgreSQL compares UUIDs by their bytes, java.util.UUID by two signed halves.
            int buckets = bucket.toString().compareTo(other.bucket.toString());
            return buckets != 0 ? buckets : key.compareTo(other.key);
        }
    }

    record Put(Commit commit) implements Mutation {
        @Override
        public BucketId bucket() {
            return commit.intent().bucket();
        }

        @Override
        public ObjectRef object() {
            return commit.intent().object();
        }

        @Override
        public UUID id() {
            return commit.intent().version().value();
        }

        @Override
        public Origin origin() {
            return commit.origin();
        }
    }

    record Remove(UUID id, BucketId bucket, ObjectRef object, Conditions conditions, Foreign foreign,
            Origin origin) implements Mutation {}

    record Adopt(Adoption adoption) implements Mutation {
        @Override
        public BucketId bucket() {
            return adoption.bucket();
        }

        @Override
        public ObjectRef object() {
            return adoption.object();
        }

        @Override
        public UUID id() {
            return adoption.version().value();
        }

        @Override
        public Origin origin() {
            return adoption.origin();
        }
    }

    /** Whether it needs the key's row, so that one is made where there is none. */
    default boolean makesHead() {
        return switch (this) {
            case Put _,Adopt _ -> true;
            case Remove remove -> remove.foreign.served();
        };
    }

    BucketId bucket();

    ObjectRef object();

    /** By this it can be recognised whether it took effect. */
    UUID id();

    Origin origin();

    default HeadKey head() {
        return new HeadKey(bucket(), object().key());
    }
}
