package dev.s3gateway.ledger;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ObjectKey;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.object.VersionId;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * Keys, their versions and the copies of these. Every call is lazy and fails only with {@link LedgerUnavailable}, also
 * where this process holds no lease or could not renew it for {@link Delays#patience}. The writing calls of many requests share round trips and transactions; one caller never sees another's refusal.
 */
public interface Versions {

    /**
     * T1. Answers when the intent is durable. False: its bucket is not open, so that no commit of it can succeed; durable
     * it is all the same, and to be abandoned. Also for a further copy of a committed version: then the intent ends in
     * {@link #arrived} or {@link #abandon}.
     */
    Mono<Boolean> begin(Intent intent);

    /**
     * T2. One winner per key at a time, conditions decided under the lock of the key's head. An unknown outcome of the
     * database's COMMIT is resolved by reading the row again, never guessed. Not to be called twice for one intent.
     */
    Mono<CommitResult> commit(Commit commit);

    /**
     * Gives an intent up: nothing was committed and nothing will be. What may have landed at its locators is purged
     * now, and once more after the zombie horizon. Safe to call again, and for an intent that never became durable.
     */
    Mono<Void> abandon(Intent intent);

    /**
     * T3: a copy that was not there at the commit has been written and verified. False: the version no longer lives, its
     * zone has another copy by now, or this attempt had been given up (H passed); then it is purged. False as well where
     * the lease of the commit has lapsed: then nothing changes, and whoever takes over what that lease held decides.
     * Also for a copy that was CORRUPT and turned out to be sound.
     */
    Mono<Boolean> arrived(VersionId version, Locator copy);

    /**
     * A readable copy lies at {@code to} in the same zone from now on, for which this process has begun an intent; what
     * lies at {@code from} is purged after the grace. False, and {@code to} is purged: the version no longer lives, its
     * copy is not at {@code from} any more, or the lease of the intent has lapsed.
     */
    Mono<Boolean> moved(VersionId version, Locator from, Locator to);

    /**
     * A running lane of a committed version failed after all: its locator is purged, an upload in parts that its zone may
     * have open for it is given up, and its zone is owed a copy.
     */
    Mono<Void> strayed(VersionId version, Locator planned);

    /** DELETE. The tombstones and their purge tasks are in the same transaction. */
    Mono<RemoveResult> remove(BucketId bucket, ObjectRef object, Conditions conditions, Foreign foreign,
            Origin origin);

    /** The same where nothing is served but what is ours. */
    default Mono<RemoveResult> remove(BucketId bucket, ObjectRef object, Conditions conditions, Origin origin) {
        return remove(bucket, object, conditions, Foreign.NOTHING, origin);
    }

    /** Gives a key that has no history its first version, whose copies somebody else wrote. No task ever purges them for a refusal. */
    Mono<Adoption.Result> adopt(Adoption adoption);

    /** Those of these keys that have a history: a version, or a tombstone. */
    Mono<Set<ObjectKey>> known(BucketId bucket, List<ObjectKey> keys);

    /** The current version of a key; empty where there is none (also where the bucket is gone). */
    Mono<Version> current(BucketId bucket, ObjectRef object);

    /** A version by its id while it is current; empty otherwise. */
    Mono<Version> live(VersionId version);

    /** A read found this copy missing or different: it is no longer read from, and a verify task looks at it. */
    Mono<Void> suspect(VersionId version, ZoneCode zone);

    /**
     * Forgets versions that ended longer than the zombie horizon ago and of which nothing is left to be purged, at most
     * so many in one call. Says how many. Until then they tell what became of a commit whose answer was lost, and where
     * a late lane belongs. The order of their keys is kept for ever.
     */
    Mono<Integer> forget(int atMost);

    /** A page of live keys in UTF-8 byte order; see {@link KeyQuery}. */
    Mono<KeyPage> page(KeyQuery query);

    /** How a version's copies lie: every copy row and open task of it, for operators. */
    Mono<List<CopyReport>> copies(BucketId bucket, ObjectRef object);
}
