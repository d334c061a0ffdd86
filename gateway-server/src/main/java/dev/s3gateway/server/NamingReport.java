package dev.s3gateway.server;

import dev.s3gateway.backend.Zone;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Buckets;
import dev.s3gateway.ledger.LedgerUnavailable;
import dev.s3gateway.lifecycle.Component;
import dev.s3gateway.placement.Topology;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Says at the start which mappings of buckets change nothing, because their buckets lie elsewhere in that zone. */
final class NamingReport implements Component {

    private static final Logger LOG = LoggerFactory.getLogger(NamingReport.class);

    private final Buckets buckets;
    private final Supplier<Topology> topology;

    NamingReport(Buckets buckets, Supplier<Topology> topology) {
        this.buckets = buckets;
        this.topology = topology;
    }

    @Override
    public String name() {
        return "names of buckets";
    }

    @Override
    public Mono<Void> start() {
        return buckets.all()
                .flatMapIterable(all -> findings(all, topology.get().zones()))
                .map(NamingReport::say)
                .then()
                // Nothing depends on a report.
                .onErrorComplete(LedgerUnavailable.class);
    }

    @Override
    public Mono<Void> stop() {
        return Mono.empty();
    }

    static List<String> findings(List<Bucket> buckets, List<Zone> zones) {
        return buckets.stream()
                .flatMap(bucket -> zones.stream().flatMap(zone -> finding(bucket, zone).stream()))
                .toList();
    }

    private static Optional<String> finding(Bucket bucket, Zone zone) {
        String wanted = zone.naming().nameOf(bucket.name(), zone.code());
        return Stream.of(zone)
                .filter(it -> it.naming().isMapped(bucket.name()))
                .flatMap(it -> bucket.in(it.code()).stream())
                .filter(there -> !there.name().equals(wanted))
                .map(there -> "the bucket " + bucket.name() + " lies in zone " + zone.code() + " as " + there.name()
                        + "; that it is mapped to " + wanted
                        + " there counts only for a bucket that is new in the zone")
                .findFirst();
    }

    private static String say(String finding) {
        LOG.warn("{}", finding);
        return finding;
    }
}
