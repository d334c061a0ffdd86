package dev.s3gateway.ledger;

import dev.s3gateway.backend.Capabilities;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.object.BucketName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import reactor.core.publisher.Mono;

/** What was found out about each zone bucket. Every call is lazy and fails only with {@link LedgerUnavailable}. */
public interface Probes {

    /** A zone bucket that is to be probed. */
    record Due(BucketId bucket, ZoneBucket there) {}

    /** An open zone bucket, and what its last probe found; empty before the first one. */
    record Row(BucketName bucket, ZoneBucket there, Optional<Capabilities> found) {}

    /** Open zone buckets that were never probed, or whose next probe is due; each given to one worker for the lease. */
    Mono<List<Due>> claim(Set<ZoneCode> avoiding, int limit, Duration lease);

    /** Keeps what was found, and what writes must know of it where the zone bucket is open still. */
    Mono<Void> keep(BucketId bucket, ZoneCode zone, Capabilities found, Duration untilNext);

    /** The open zone buckets of a zone, those of clients' buckets after this name, by name. */
    Mono<List<Row>> in(ZoneCode zone, String after, int limit);
}
