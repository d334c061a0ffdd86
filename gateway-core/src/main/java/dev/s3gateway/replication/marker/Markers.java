package dev.s3gateway.replication.marker;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.OwnKeys;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.object.VersionId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads and writes markers. Every call fails as the zone does, or with
 * {@link dev.s3gateway.ledger.LedgerUnavailable} before it has asked the zone.
 */
public final class Markers {

    /** Below our own prefix, where no client's key lies and no listing looks. */
    static final String KEY = OwnKeys.PREFIX + "marker";

    /**
     * The same for all gateways: a directory finds only what it was told the stamp of. Of no ledger's incarnation, so
     * that nobody takes it for a copy that may go.
     */
    private static final Stamp STAMP = new Stamp(0, new VersionId(new UUID(0, 1)), 0);

    private record Identity(UUID installation, long incarnation) {}

    private final Mono<Identity> identity;
    private final Supplier<Mono<Set<ZoneCode>>> zones;

    public Markers(Ledger ledger) {
        this.zones = () -> ledger.holdings().zones();
        this.identity = Mono.defer(() -> Mono.zip(ledger.installation(), ledger.leases().incarnation(), Identity::new))
                // It never changes while a process runs; that the ledger was away once must not be remembered.
                .cache(_ -> Duration.ofDays(365), _ -> Duration.ZERO, () -> Duration.ZERO);
    }

    /** Whose a bucket is. Where two gateways have marked it, the other one's counts. */
    public Mono<Claim> claim(Zone zone, String bucket) {
        return mine(zone).flatMap(mine -> copies(zone, bucket)
                .concatMap(copy -> read(zone, copy))
                .map(found -> found.map(marker -> claim(mine, marker)).orElseGet(Markers::unreadable))
                .collectList()
                .map(Markers::strictest)
                .flatMap(this::unlessForgotten));
    }

    /** Makes a bucket that is nobody's ours; a marker of a zone that was forgotten goes. */
    public Mono<Void> mark(Zone zone, String bucket) {
        return unmark(zone, bucket).then(mine(zone))
                .flatMap(mine -> zone.store()
                        .put(place(zone, bucket), mine.label(), Body.of(mine.text())))
                .then();
    }

    /** What a zone had that the ledger does not know any more is free. */
    private Mono<Claim> unlessForgotten(Claim claim) {
        return claim instanceof Claim.OtherZones(var owner)
                ? zones.get().map(known -> known.contains(owner) ? claim : new Claim.Nobodys())
                : Mono.just(claim);
    }

    /** Takes our marker away, so that an empty bucket is empty for the zone as well. */
    public Mono<Void> unmark(Zone zone, String bucket) {
        return copies(zone, bucket).concatMap(zone.store()::delete).then();
    }

    private Mono<Marker> mine(Zone zone) {
        return identity.map(known -> new Marker(known.installation, zone.code(), known.incarnation));
    }

    private static Locator place(Zone zone, String bucket) {
        return new Locator(zone.code(), bucket, KEY, Optional.empty(), STAMP);
    }

    private static Flux<Locator> copies(Zone zone, String bucket) {
        return zone.store()
                .stampedAt(place(zone, bucket))
                .onErrorResume(StoreFailure.NotFound.class, _ -> Flux.empty());
    }

    /** Empty for what is no marker; completes without an item where it has gone since. */
    private static Mono<Optional<Marker>> read(Zone zone, Locator copy) {
        // Not by reading it: the first read of a zone has the direct path try itself out there, and that writes.
        return zone.store()
                .metadata(copy)
                .map(Marker::parse)
                .onErrorResume(StoreFailure.NotFound.class, _ -> Mono.empty());
    }

    private static Claim claim(Marker mine, Marker found) {
        if (!found.installation().equals(mine.installation())) {
            return new Claim.OtherGateways("another gateway, whose ledger is " + found.installation());
        }
        return found.zone().equals(mine.zone())
                ? new Claim.Ours()
                : new Claim.OtherZones(found.zone());
    }

    private static Claim unreadable() {
        return new Claim.OtherGateways("something that has written " + KEY + " in a form of its own");
    }

    private static Claim strictest(List<Claim> claims) {
        return claims.stream()
                .filter(claim -> !(claim instanceof Claim.Ours))
                .findFirst()
                .or(() -> claims.stream().findFirst())
                .orElseGet(Claim.Nobodys::new);
    }
}
