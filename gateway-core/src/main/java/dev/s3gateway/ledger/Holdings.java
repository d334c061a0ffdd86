package dev.s3gateway.ledger;

import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.object.VersionId;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * What the zones hold, as a whole: the walk over all versions after a change of the zones, and the end of a zone that is
 * gone. Every call is lazy and fails only with {@link LedgerUnavailable}.
 */
public interface Holdings {

    /**
     * A version of the walk.
     *
     * @param required copies that it shall have in the end, as its row says now
     * @param held zones with a copy that counts, or that are to get one by a task
     */
    record Holding(VersionId version, BucketId bucketId, BucketName bucket, int required, Set<ZoneCode> held) {

        public Holding {
            held = Set.copyOf(held);
        }
    }

    /** What a version needs: the number of copies to be written in its row, and the zones that owe one. */
    record Need(Holding holding, int required, List<ZoneCode> owed) {

        public Need {
            owed = List.copyOf(owed);
        }
    }

    /** The zones that any bucket was ever placed in and that were not forgotten since. */
    Mono<Set<ZoneCode>> zones();

    /**
     * A walk for this placement begins, unless its is the newest that began: twice over all versions, since a write that
     * was planned before the change may be committed behind the walk's back.
     */
    Mono<Void> begin(String placement);

    /** The next live versions of the walk; none where it has ended, rests, or is another placement's. */
    Mono<List<Holding>> next(String placement, int limit);

    /**
     * Has what is needed brought by tasks; the walk goes on behind the last of {@code seen}, the page that
     * {@link #next} gave. Of an empty page: the walk is over, or begins its second time.
     */
    Mono<Void> settle(String placement, List<Holding> seen, List<Need> needs);

    /** How many live versions have their only copy in this zone. */
    Mono<Long> onlyIn(ZoneCode zone);

    /**
     * Strikes a zone out of every version that has another copy, and with it its tasks and buckets; the walk begins
     * again. Does nothing, and says how many, while versions have their only copy there. What lies in the zone stays
     * there, unknown. May be called again where it was interrupted.
     */
    Mono<Long> forget(ZoneCode zone);
}
