package dev.s3gateway.s3.op;

import dev.s3gateway.backend.ZoneCode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The headers that tell a client how far a write has come. */
final class Replicas {

    private Replicas() {}

    static Map<String, String> headers(List<ZoneCode> zones, boolean complete) {
        return Map.of("X-Backend-Count", Integer.toString(zones.size()), "X-Backend-Zones",
                zones.stream().map(ZoneCode::value).collect(Collectors.joining(",")), "X-Replication-Status",
                complete ? "complete" : "partial");
    }
}
