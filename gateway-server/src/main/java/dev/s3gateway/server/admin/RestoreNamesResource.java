package dev.s3gateway.server.admin;

import dev.s3gateway.backend.Zone;
import dev.s3gateway.ledger.Errand;
import dev.s3gateway.ledger.Errands;
import dev.s3gateway.placement.Topology;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/**
 * {@code /api/restore-names}: POST lays what a zone holds under the objects' own names ({@code zone}, {@code dry_run}),
 * GET tells how far that is ({@code id} for one), DELETE with an {@code id} stops it.
 */
public final class RestoreNamesResource implements Resource {

    private final Errands errands;
    private final Supplier<Topology> topology;
    private final ErrandCalls calls;

    public RestoreNamesResource(Errands errands, Supplier<Topology> topology) {
        this.errands = errands;
        this.topology = topology;
        this.calls = new ErrandCalls(errands, Errand.Kind.RESTORE_NAMES, "restoring of names", "restorings");
    }

    @Override
    public List<String> path() {
        return List.of("api", "restore-names");
    }

    @Override
    public Set<String> methods() {
        return Set.of("GET", "POST", "DELETE");
    }

    @Override
    public Mono<AdminAnswer> answer(AdminCall call) {
        return switch (call.method()) {
            case "POST" -> begun(call.allowing("zone", "dry_run"));
            case "DELETE" -> calls.stopped(call.allowing("id"));
            default -> calls.told(call.allowing("id", "limit"));
        };
    }

    private Mono<AdminAnswer> begun(AdminCall call) {
        String zone = zone(call.text("zone").orElseThrow(() -> ErrandCalls.missing("zone")));
        boolean dryRun = ErrandCalls.isDryRun(call);
        return errands.begin(Errand.Kind.RESTORE_NAMES, zone, List.of(), dryRun)
                .map(ErrandCalls::begun);
    }

    private String zone(String code) {
        List<String> written = topology.get()
                .enabled()
                .stream()
                .filter(zone -> !zone.readOnly())
                .map(Zone::code)
                .map(Object::toString)
                .toList();
        if (!written.contains(code)) {
            throw AdminError.badRequest("parameter zone names no zone that is written to: " + code + "; there are "
                    + written.stream().collect(Collectors.joining(", ")));
        }
        return code;
    }
}
