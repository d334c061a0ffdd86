package dev.s3gateway.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** What operators ask about the whole: how far replication is. */
public interface Reports {

    record ObjectStatus(String bucket, String key, String versionId, long size, String etag, int requiredReplicas,
            int currentReplicas, String syncStatus, List<String> zones, Instant createdAt) {}

    /** A filter; empty fields match everything. {@code cursor} continues a page; one that no page had is behind everything. */
    record Query(Optional<String> bucket, Optional<String> key, Optional<String> status, Optional<String> zone,
            Optional<String> cursor, int limit) {}

    record Page(List<ObjectStatus> objects, Optional<String> cursor) {}

    /** {@code synced}, {@code pending} and so on, each with its number of objects. */
    Mono<Map<String, Long>> counts();

    Mono<Page> page(Query query);
}
