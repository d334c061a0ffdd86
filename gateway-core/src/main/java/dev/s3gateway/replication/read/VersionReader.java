package dev.s3gateway.replication.read;

import dev.s3gateway.backend.Found;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.ledger.Copy;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.LedgerUnavailable;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.placement.ReadOrder;
import dev.s3gateway.placement.Topology;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Reads one version, pinned: its own bytes from any of its complete copies, or a failure. */
public final class VersionReader {

    private final Ledger ledger;
    private final Supplier<Topology> topology;
    private final ReadOrder order;
    private final Background background;
    private final Hedging hedging;
    private final ReadFloor floor;

    public VersionReader(Ledger ledger, Supplier<Topology> topology, ReadOrder order, Background background,
            Hedging hedging, ReadFloor floor) {
        this.ledger = ledger;
        this.topology = topology;
        this.order = order;
        this.background = background;
        this.hedging = hedging;
        this.floor = floor;
    }

    /**
     * Opens the version at the first copy that answers. The body goes on with another copy where one fails; read whole,
     * it is checked against the ledger, and fails rather than end with wrong bytes.
     */
    public Mono<Opened> open(Version version, Optional<ByteRange.Resolved> range) {
        Passage passage = new Passage(version, range);
        return open(passage, sources(version));
    }

    private Mono<Opened> open(Passage passage, List<Source> copies) {
        return start(passage, copies).flatMap(started -> started.found().body() instanceof Body.Buffered whole
                ? whole(passage, started, whole)
                : Mono.just(stream(passage, started)));
    }

    /** All of it is here: what is wrong with it is seen before anything is answered, and another copy asked. */
    private Mono<Opened> whole(Passage passage, Started started, Body.Buffered body) {
        if (!passage.isWhole(body.bytes())) {
            suspect(passage, started.source());
            return open(passage, started.others());
        }
        return Mono.just(opened(passage, started, body));
    }

    private Opened stream(Passage passage, Started started) {
        return opened(passage, started,
                new Body.Streaming(OptionalLong.of(passage.length()), new CopyChain(this, passage).chunks(started),
                        started.found().body().discard()));
    }

    private static Opened opened(Passage passage, Started started, Body body) {
        return new Opened(passage.version(), passage.range(), started.source().zone().code(), body);
    }

    /** The first of these copies that answers, read from the byte that the passage has reached. */
    Mono<Started> start(Passage passage, List<Source> sources) {
        return FirstAnswer.of(this, hedging, background, passage, sources);
    }

    /** One copy's answer; what it says of its size is held against the ledger. */
    Mono<Found> ask(Passage passage, Source source) {
        long askedAt = hedging.now();
        return source.zone().store().get(source.locator(), passage.remaining()).flatMap(found -> {
            hedging.answered(source.zone().code(), askedAt);
            return found.size() == passage.version().content().size()
                    ? Mono.just(found)
                    : found.body().discard().then(Mono.error(() -> new StoreFailure.Corrupt("another size")));
        });
    }

    /** Draws the conclusion from one copy's failure. Fails itself, with VersionGone, where it is nobody's fault. */
    Mono<Void> report(Passage passage, Source source, StoreFailure failure) {
        return switch (failure) {
            case StoreFailure.NotFound _ -> missing(passage, source);
            case StoreFailure.Corrupt _ -> Mono.fromRunnable(() -> suspect(passage, source));
            case StoreFailure.Rejected _,StoreFailure.Throttled _,StoreFailure.Unreachable _ -> Mono.empty();
        };
    }

    ReadFloor floor() {
        return floor;
    }

    void suspect(Passage passage, Source source) {
        // The reader need not wait for this, and cannot stop it by leaving.
        background.start("suspect a copy",
                ledger.versions().suspect(passage.version().id(), source.zone().code()));
    }

    List<Source> sources(Version version) {
        Map<ZoneCode, Copy> complete = new HashMap<>();
        version.copies().stream().filter(Copy::isComplete).forEach(copy -> complete.putIfAbsent(copy.zone(), copy));
        return order.of(topology.get(), complete.keySet())
                .stream()
                .map(zone -> source(zone, complete))
                .toList();
    }

    private static Source source(Zone zone, Map<ZoneCode, Copy> complete) {
        Copy copy = complete.get(zone.code());
        if (copy == null) {
            throw new IllegalStateException("the read order names a zone that holds no copy: " + zone.code());
        }
        return new Source(zone, copy.locator());
    }

    // A version that was overwritten may lose its bytes at any time: only the row can tell that from a lost copy.
    private Mono<Void> missing(Passage passage, Source source) {
        return ledger.versions()
                .live(passage.version().id())
                .hasElement()
                .onErrorReturn(LedgerUnavailable.class, true)
                .flatMap(live -> {
                    if (live) {
                        suspect(passage, source);
                        return Mono.empty();
                    }
                    return passage.hasBegun() ? Mono.empty() : Mono.error(new VersionGone());
                });
    }
}
