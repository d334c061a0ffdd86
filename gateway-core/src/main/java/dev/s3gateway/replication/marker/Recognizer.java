package dev.s3gateway.replication.marker;

import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.ZoneBucket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Looks at the markers of zones before they are written to (protocol.md §2). A zone bucket without a marker, from before
 * there were any or because somebody removed it, gets one where the objects are there that the ledger knows in it.
 */
public final class Recognizer {

    private static final Logger LOG = LoggerFactory.getLogger(Recognizer.class);
    /** Enough to know a place by; every bucket is looked at when it is made or adopted. */
    private static final int BUCKETS = 32;
    private static final int AT_ONCE = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Ledger ledger;
    private final Markers markers;
    private final Remains remains;

    public Recognizer(Ledger ledger) {
        this.ledger = ledger;
        this.markers = new Markers(ledger);
        this.remains = new Remains(ledger.versions());
    }

    /** Of each zone that is written to. Fails only with {@link dev.s3gateway.ledger.LedgerUnavailable}. */
    public Mono<Map<ZoneCode, Recognition>> of(List<Zone> zones) {
        List<Zone> written = zones.stream().filter(zone -> zone.enabled() && !zone.readOnly()).toList();
        return ledger.buckets()
                .all()
                .flatMapMany(buckets -> Flux.fromIterable(written)
                        .flatMapSequential(zone -> seen(zone, buckets), Math.max(1, written.size())))
                // One after the other: of two zones that are one place the first one marks it.
                .concatMap(this::concluded)
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /** What the buckets of a zone look like; {@code silence} says why nothing is known. */
    private record Seen(Zone zone, List<Look> looks, Optional<String> silence) {

        List<Look> those(Finding finding) {
            return looks.stream().filter(look -> look.finding == finding).toList();
        }
    }

    private enum Finding {
        MARKED, FOREIGN,
        /** Without a marker, and with the objects that the ledger knows there. */
        SOUND,
        /** Without a marker, and the ledger knows of nothing there. */
        EMPTY,
        /** Without a marker, and without what the ledger knows there. */
        STRANGE
    }

    private record Look(ZoneBucket there, Finding finding, String words) {}

    private Mono<Seen> seen(Zone zone, List<Bucket> buckets) {
        List<Bucket> there = buckets.stream().filter(bucket -> isOpen(bucket, zone)).limit(BUCKETS).toList();
        Flux<Look> looks = there.isEmpty()
                ? Flux.fromStream(buckets.stream().limit(BUCKETS)).flatMap(bucket -> planned(zone, bucket), AT_ONCE)
                : Flux.fromIterable(there).flatMap(bucket -> look(zone, bucket), AT_ONCE);
        return looks.collectList()
                .map(all -> new Seen(zone, all, Optional.empty()))
                .timeout(PATIENCE)
                .onErrorResume(StoreFailure.class, failure -> silent(zone, String.valueOf(failure.getMessage())))
                .onErrorResume(TimeoutException.class,
                        _ -> silent(zone, "no answer within " + PATIENCE.toSeconds() + " s"));
    }

    private static Mono<Seen> silent(Zone zone, String why) {
        return Mono.just(new Seen(zone, List.of(), Optional.of(why)));
    }

    private static boolean isOpen(Bucket bucket, Zone zone) {
        return bucket.in(zone.code()).filter(ZoneBucket::isOpen).isPresent();
    }

    /** The zone holds nothing of ours by the ledger: then it must not be one of our other zones either. */
    private Mono<Look> planned(Zone zone, Bucket bucket) {
        ZoneBucket there = new ZoneBucket(zone.code(), zone.naming().nameOf(bucket.name(), zone.code()),
                ZoneBucket.State.PENDING, Layout.SEALED, Optional.empty());
        return markers.claim(zone, there.name())
                .filter(Claim.OtherZones.class::isInstance)
                .map(claim -> look(there, claim, Finding.EMPTY));
    }

    private Mono<Look> look(Zone zone, Bucket bucket) {
        ZoneBucket there = bucket.in(zone.code()).orElseThrow();
        return markers.claim(zone, there.name())
                .flatMap(claim -> claim instanceof Claim.Nobodys
                        ? remains.of(zone, bucket, there).map(found -> look(there, claim, unmarked(found)))
                        : Mono.just(look(there, claim, Finding.MARKED)));
    }

    private static Finding unmarked(Remains.Found found) {
        return switch (found) {
            case SOME -> Finding.SOUND;
            case NOTHING_EXPECTED -> Finding.EMPTY;
            case NONE -> Finding.STRANGE;
        };
    }

    private static Look look(ZoneBucket there, Claim claim, Finding otherwise) {
        return switch (claim) {
            case Claim.OtherGateways(var owner) -> new Look(there, Finding.FOREIGN, "by its marker the bucket "
                    + there.name() + " belongs to " + owner + "; correct the zone's endpoint, or the database of this"
                    + " gateway; if the other gateway is gone for good, remove " + Markers.KEY + " there");
            case Claim.OtherZones(var owner) -> new Look(there, Finding.FOREIGN, "by its marker the bucket "
                    + there.name() + " belongs to the zone " + owner + " of this gateway, and two zones must not be one"
                    + " place; correct the endpoint of one of them, or give the zone its former code");
            case Claim.Ours() -> new Look(there, otherwise, "");
            case Claim.Nobodys() -> new Look(there, otherwise, "");
        };
    }

    private Mono<Map.Entry<ZoneCode, Recognition>> concluded(Seen seen) {
        return conclusion(seen).map(found -> Map.entry(seen.zone.code(), found));
    }

    private Mono<Recognition> conclusion(Seen seen) {
        Zone zone = seen.zone;
        if (seen.silence.isPresent()) {
            return Mono.just(new Recognition.Doubtful(
                    "the zone " + zone.code() + " does not say whose it is: " + seen.silence.get(), true));
        }
        List<Look> foreign = seen.those(Finding.FOREIGN);
        if (!foreign.isEmpty()) {
            return Mono.just(foreign(zone, foreign.getFirst()));
        }
        List<Look> strange = seen.those(Finding.STRANGE);
        boolean known = !seen.those(Finding.MARKED).isEmpty() || !seen.those(Finding.SOUND).isEmpty();
        if (!strange.isEmpty() && !known) {
            return Mono.just(new Recognition.Doubtful(unknown(zone, strange), false));
        }
        strange.forEach(look -> LOG.warn("zone {}: the bucket {} has lost its marker and the objects that the ledger"
                + " knows there", zone.code(), look.there.name()));
        return Flux.fromIterable(seen.looks)
                .filter(look -> look.finding == Finding.SOUND || (look.finding == Finding.EMPTY && strange.isEmpty()))
                .filter(look -> look.there.isOpen() && zone.takes(look.there.traits()))
                .concatMap(look -> marked(zone, look.there))
                .filter(Recognition.Foreign.class::isInstance)
                .next()
                .defaultIfEmpty(new Recognition.Known());
    }

    /** Another zone may have marked it since we looked. */
    private Mono<Recognition> marked(Zone zone, ZoneBucket there) {
        return markers.claim(zone, there.name()).flatMap(claim -> {
            Look look = look(there, claim, Finding.MARKED);
            return look.finding == Finding.FOREIGN
                    ? Mono.just(foreign(zone, look))
                    : mark(zone, there, claim).thenReturn((Recognition) new Recognition.Known());
        }).onErrorResume(StoreFailure.class, failure -> {
            LOG.warn("zone {}: the bucket {} could not be marked: {}", zone.code(), there.name(), failure.getMessage());
            return Mono.just(new Recognition.Known());
        });
    }

    private Mono<Void> mark(Zone zone, ZoneBucket there, Claim claim) {
        return claim instanceof Claim.Nobodys
                ? markers.mark(zone, there.name())
                        .doOnSuccess(_ -> LOG.info("zone {}: the bucket {} had no marker, and has one now", zone.code(),
                                there.name()))
                : Mono.empty();
    }

    private static Recognition foreign(Zone zone, Look look) {
        return new Recognition.Foreign("the zone " + zone.code() + " is not written to: " + look.words);
    }

    private static String unknown(Zone zone, List<Look> strange) {
        return "the zone " + zone.code() + " has neither our markers nor the objects that the ledger knows there"
                + " (buckets " + strange.stream().map(look -> look.there.name()).collect(Collectors.joining(", "))
                + "); correct its endpoint, or, if it has lost everything, take it out of the configuration, run"
                + " s3gateway zones forget " + zone.code() + ", and put it back";
    }
}
