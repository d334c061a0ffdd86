package dev.s3gateway.server.zones;

import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.replication.marker.Recognition;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** Finds out which zones are the places that the ledger knows by their names. */
@FunctionalInterface
public interface Recognizing {

    /** Without a ledger every zone is what it is called. */
    Recognizing NOBODY = _ -> Mono.just(Map.of());

    /** Zones that are left out need no recognition. Fails only where the ledger does. */
    Mono<Map<ZoneCode, Recognition>> of(List<Zone> zones);
}
