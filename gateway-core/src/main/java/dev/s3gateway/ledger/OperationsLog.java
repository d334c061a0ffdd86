package dev.s3gateway.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** What happened: mutations are logged in their own commits; reads and refusals come here, in batches. */
public interface OperationsLog {

    record Entry(String operation, String bucket, Optional<String> key, Optional<String> zone, int status, long bytes,
            long millis, String requestId, String sourceIp, Instant at) {}

    /** A filter; empty fields match everything. {@code cursor} continues a page; one that no page had is behind everything. */
    record Query(Optional<String> bucket, Optional<String> key, Optional<String> operation, Optional<String> zone,
            Optional<Integer> status, Optional<Instant> since, Optional<Instant> until, Optional<String> cursor,
            int limit) {}

    record Page(List<Entry> entries, Optional<String> cursor) {}

    Mono<Void> append(List<Entry> entries);

    /** Newest first. */
    Mono<Page> page(Query query);

    /**
     * Drops whole days that ended longer than {@code retention} ago and makes room for the days to come. To be called a
     * few times a day; any number of gateways may. Says how many days were dropped.
     */
    Mono<Integer> rotate(Duration retention);
}
