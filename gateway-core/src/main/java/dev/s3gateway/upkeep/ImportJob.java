package dev.s3gateway.upkeep;

import dev.s3gateway.job.Job;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Errand;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.Tally;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.placement.Topology;
import dev.s3gateway.replication.foreign.Place;
import dev.s3gateway.replication.foreign.Sightings;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Takes what others put into a bucket's zones into the ledger, page by page, as operators ask for it. */
public final class ImportJob implements Job {

    private static final int PAGE = 100;
    private static final int AT_ONCE = 4;

    private final ErrandDesk desk;
    private final Ledger ledger;
    private final Supplier<Topology> topology;
    private final Sightings sightings;
    private final Importer importer;

    public ImportJob(Ledger ledger, Supplier<Topology> topology, Importer importer) {
        this.desk = new ErrandDesk(ledger.errands(), Errand.Kind.IMPORT);
        this.ledger = ledger;
        this.topology = topology;
        this.sightings = new Sightings(ledger.versions(), PAGE);
        this.importer = importer;
    }

    @Override
    public String name() {
        return "import";
    }

    @Override
    public Mono<Step> step() {
        return desk.step(this::advanced);
    }

    private Mono<Boolean> advanced(Errand errand) {
        return ledger.buckets()
                .find(new BucketName(errand.subject()))
                .flatMap(bucket -> page(errand, bucket))
                .switchIfEmpty(Mono.defer(() -> ledger.errands()
                        .done(errand, errand.tally(), Optional.of("there is no such bucket"))));
    }

    private Mono<Boolean> page(Errand errand, Bucket bucket) {
        List<Place> places = Place.of(bucket, topology.get())
                .stream()
                .filter(place -> errand.zones().isEmpty() || errand.zones().contains(place.code()))
                .toList();
        return sightings.after(bucket, places, "", errand.cursor())
                .flatMap(step -> Flux.fromIterable(step.sightings())
                        .flatMap(sighting -> importer.take(bucket, sighting, errand.dryRun()), AT_ONCE)
                        .reduce(errand.tally(), Tally::plus)
                        .flatMap(tally -> moved(errand, step.next(), tally)));
    }

    /** False where it was cancelled meanwhile: what was taken in stays. */
    private Mono<Boolean> moved(Errand errand, Optional<String> next, Tally tally) {
        return next.map(cursor -> ledger.errands().advance(errand, cursor, tally, Optional.empty()))
                .orElseGet(() -> ledger.errands().done(errand, tally, Optional.empty()));
    }
}
