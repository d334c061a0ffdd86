package dev.s3gateway.upkeep;

import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.job.Job;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Errand;
import dev.s3gateway.ledger.KeyPage;
import dev.s3gateway.ledger.KeyQuery;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.Tally;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.placement.Topology;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Lays what a zone holds under the objects' own names, bucket by bucket and page by page, for operators who leave. */
public final class RestoreNamesJob implements Job {

    private static final int PAGE = 100;
    private static final int AT_ONCE = 4;

    private final ErrandDesk desk;
    private final Ledger ledger;
    private final Supplier<Topology> topology;
    private final NameRestorer restorer;

    public RestoreNamesJob(Ledger ledger, Supplier<Topology> topology, NameRestorer restorer) {
        this.desk = new ErrandDesk(ledger.errands(), Errand.Kind.RESTORE_NAMES);
        this.ledger = ledger;
        this.topology = topology;
        this.restorer = restorer;
    }

    @Override
    public String name() {
        return "restore names";
    }

    @Override
    public Mono<Step> step() {
        return desk.step(this::advanced);
    }

    /**
     * How far it is.
     *
     * @param after the last key of the bucket that was looked at; empty where the whole bucket was
     */
    private record Cursor(String bucket, Optional<String> after) {

        static Cursor parse(String text) {
            int slash = text.indexOf('/');
            return slash < 0
                    ? new Cursor(text, Optional.empty())
                    : new Cursor(text.substring(0, slash), Optional.of(text.substring(slash + 1)));
        }

        String text() {
            return bucket + after.map(key -> "/" + key).orElse("");
        }

        boolean comesBefore(String name) {
            int order = bucket.compareTo(name);
            return order < 0 || (order == 0 && after.isPresent());
        }

        String after(String name) {
            return bucket.equals(name) ? after.orElse("") : "";
        }
    }

    private record Stage(Bucket bucket, ZoneBucket there) {}

    private Mono<Boolean> advanced(Errand errand) {
        return topology.get()
                .zone(new ZoneCode(errand.subject()))
                .filter(zone -> !zone.readOnly())
                .map(zone -> advanced(errand, zone, Cursor.parse(errand.cursor())))
                .orElseGet(() -> ledger.errands()
                        .done(errand, errand.tally(), Optional.of("the zone is not written to")));
    }

    private Mono<Boolean> advanced(Errand errand, Zone zone, Cursor cursor) {
        return ledger.buckets()
                .all()
                .flatMapIterable(buckets -> buckets)
                .filter(bucket -> cursor.comesBefore(bucket.name().value()))
                .concatMap(bucket -> Mono.justOrEmpty(bucket.in(zone.code()).filter(ZoneBucket::isOpen))
                        .map(there -> new Stage(bucket, there)))
                .next()
                .flatMap(stage -> page(errand, zone, stage, cursor))
                .switchIfEmpty(Mono.defer(() -> ledger.errands().done(errand, errand.tally(), Optional.empty())));
    }

    private Mono<Boolean> page(Errand errand, Zone zone, Stage stage, Cursor cursor) {
        String name = stage.bucket.name().value();
        return ledger.versions()
                .page(new KeyQuery(stage.bucket.id(), "", "", cursor.after(name), PAGE))
                .flatMap(page -> Flux.fromIterable(page.items())
                        .flatMap(item -> restorer.restore(stage.bucket, stage.there, zone, item.name(),
                                errand.dryRun()), AT_ONCE)
                        .reduce(errand.tally(), Tally::plus)
                        .flatMap(tally -> ledger.errands()
                                .advance(errand, next(name, page).text(), tally, Optional.empty())));
    }

    private static Cursor next(String bucket, KeyPage page) {
        return new Cursor(bucket, page.truncated()
                ? Optional.of(page.items().getLast().name())
                : Optional.empty());
    }
}
