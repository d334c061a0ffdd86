package dev.s3gateway.server.admin;

import dev.s3gateway.ledger.Reports;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import reactor.core.publisher.Mono;

/** {@code GET /api/replicas/status}: how far the replication of each object is, page by page. */
public final class ReplicasResource implements Resource {

    private final Reports reports;
    private final Set<String> states;

    /** @param states the words that the ledger has for the state of an object */
    public ReplicasResource(Reports reports, Set<String> states) {
        this.reports = reports;
        this.states = Set.copyOf(states);
    }

    record Replicas(Map<String, Long> summary, List<Reports.ObjectStatus> objects, int count,
            Optional<String> cursor) {}

    @Override
    public List<String> path() {
        return List.of("api", "replicas", "status");
    }

    @Override
    public Mono<AdminAnswer> answer(AdminCall call) {
        call.allowing("bucket", "key", "status", "zone", "cursor", "limit");
        Reports.Query query = new Reports.Query(call.text("bucket"), call.text("key"), call.oneOf("status", states),
                call.text("zone"), call.text("cursor"), call.limit());
        return Mono.zip(reports.counts(), reports.page(query))
                .map(both -> AdminAnswer.ok(new Replicas(both.getT1(), both.getT2().objects(),
                        both.getT2().objects().size(), both.getT2().cursor())));
    }
}
