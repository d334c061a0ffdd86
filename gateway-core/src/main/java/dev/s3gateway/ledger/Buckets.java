package dev.s3gateway.ledger;

import dev.s3gateway.backend.Unmanaged;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.object.BucketName;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Buckets and where they lie in each zone. Every call is lazy and fails only with {@link LedgerUnavailable}. */
public interface Buckets {

    sealed interface Creation {
        record Created(Bucket bucket) implements Creation {}

        record AlreadyThere(Bucket bucket) implements Creation {}
    }

    enum Deletion {
        DELETED, NOT_EMPTY, MISSING
    }

    /**
     * Writes the row, OPEN, with its planned zone buckets, before anything is made in a zone. Where a bucket of that name
     * was deleted before, what the zones still hold is hidden from the new one.
     */
    Mono<Creation> create(BucketName name, String owner, String region, List<ZoneBucket> planned, Origin origin);

    /**
     * Writes the row of a bucket that was found in zones, whoever made it there; or finds the row that there is. Empty
     * where a bucket of that name was deleted before: what it left behind must not come back by itself.
     */
    Mono<Bucket> adopt(BucketName name, String owner, String region, List<ZoneBucket> found, Origin origin);

    /**
     * What becomes of unmanaged objects in this bucket; empty for what the configuration says. Completes when every process
     * goes by it.
     */
    Mono<Void> set(BucketId bucket, Optional<Unmanaged> unmanaged);

    /**
     * Records what became of a zone bucket. FAILED and PENDING ones are tried again by tasks. What is OPEN stays OPEN:
     * that one more try to make it failed says nothing of what is there.
     */
    Mono<Void> record(BucketId bucket, ZoneBucket zone);

    Mono<Bucket> find(BucketName name);

    /** An open bucket as this process has seen it a moment ago, see {@link BucketMemory}. Free; mostly empty. */
    Optional<Bucket> recall(BucketName name);

    Mono<Bucket> byId(BucketId id);

    /** The open bucket that lies in this zone bucket. */
    Mono<Bucket> at(ZoneCode zone, String zoneBucket);

    /** The buckets of an owner, by name. */
    Mono<List<Bucket>> ownedBy(String owner);

    /** All buckets, by name. */
    Mono<List<Bucket>> all();

    /**
     * Takes the bucket out of sight if it holds no live version and no open upload, under a lock that no commit can pass. A task removes
     * the zone buckets after the last purge.
     */
    Mono<Deletion> delete(BucketName name, Origin origin);

    /** The same of exactly this bucket; MISSING also where another one has its name by now. */
    Mono<Deletion> delete(BucketId bucket, Origin origin);
}
