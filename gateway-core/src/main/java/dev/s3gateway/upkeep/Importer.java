package dev.s3gateway.upkeep;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.ZoneDigest;
import dev.s3gateway.backend.ZoneObject;
import dev.s3gateway.bytes.Digested;
import dev.s3gateway.bytes.Digests;
import dev.s3gateway.ledger.Adoption;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Content;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.Origin;
import dev.s3gateway.ledger.Tally;
import dev.s3gateway.object.ObjectKey;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.object.VersionId;
import dev.s3gateway.placement.Placement;
import dev.s3gateway.placement.Topology;
import dev.s3gateway.replication.copy.Fingerprint;
import dev.s3gateway.replication.copy.Verification;
import dev.s3gateway.replication.foreign.Place;
import dev.s3gateway.replication.foreign.Sighting;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes one object of somebody else's ours: read whole where it lies in the first zone that has it, compared with what
 * lies in the others, and given a row whose copies are these. The zones that lack it get theirs by tasks. Nothing is
 * written to a zone; a key that has a history, if only a tombstone, stays as it is.
 */
public final class Importer {

    private static final Logger LOG = LoggerFactory.getLogger(Importer.class);

    private final Ledger ledger;
    private final Supplier<Topology> topology;
    private final Supplier<VersionId> ids;

    public Importer(Ledger ledger, Supplier<Topology> topology, Supplier<VersionId> ids) {
        this.ledger = ledger;
        this.topology = topology;
        this.ids = ids;
    }

    private record Lying(Place place, ZoneObject object) {}

    /** What became of it. A zone's failure is counted and passes; the same import again tries once more. */
    Mono<Tally> take(Bucket bucket, Sighting sighting, boolean dryRun) {
        return Flux.fromIterable(sighting.places())
                .concatMap(seen -> seen.place()
                        .zone()
                        .store()
                        .look(seen.place().bucket(), sighting.key())
                        .filter(there -> !there.stamped())
                        .map(there -> new Lying(seen.place(), there))
                        .onErrorResume(StoreFailure.NotFound.class, _ -> Mono.empty()))
                .collectList()
                .flatMap(lying -> take(bucket, sighting.key(), lying, dryRun))
                .onErrorResume(StoreFailure.class, failure -> {
                    LOG.warn("{}/{} was not imported: {}", bucket.name(), sighting.key(), failure.getMessage());
                    return Mono.just(Tally.FAILED);
                });
    }

    private Mono<Tally> take(Bucket bucket, String key, List<Lying> lying, boolean dryRun) {
        if (lying.isEmpty()) {
            return Mono.just(Tally.SKIPPED);
        }
        Lying first = lying.getFirst();
        return dryRun
                ? Mono.just(Tally.done(first.object.size()))
                : read(first).flatMap(sums -> adopted(bucket, new ObjectKey(key), lying, sums));
    }

    private static Mono<Digested> read(Lying lying) {
        return lying.place.zone()
                .store()
                .get(at(lying, new VersionId(new java.util.UUID(0, 0))), Optional.empty())
                .map(found -> Digests.of(found.body()).withMd5())
                .flatMap(digests -> digests.body().chunks().doOnNext(ByteBuf::release).then(digests.results()))
                .filter(sums -> sums.size() == lying.object.size())
                .switchIfEmpty(Mono.error(() -> new StoreFailure.Corrupt("another size than the zone said")));
    }

    private Mono<Tally> adopted(Bucket bucket, ObjectKey key, List<Lying> lying, Digested sums) {
        VersionId version = ids.get();
        ZoneObject first = lying.getFirst().object;
        Content content = new Content(sums.size(), sums.md5().orElseThrow().etag(), sums.crc32c(), first.metadata(),
                List.of());
        return Flux.fromIterable(lying.subList(1, lying.size()))
                .concatMap(other -> same(other, version, Fingerprint.of(content)))
                .collectList()
                .map(others -> Stream.concat(Stream.of(at(lying.getFirst(), version)), others.stream()).toList())
                .flatMap(copies -> ledger.versions()
                        .adopt(adoption(bucket, key, version, content, first, copies)))
                .map(result -> switch (result) {
                    case ADOPTED -> Tally.done(sums.size());
                    case KNOWN -> Tally.SKIPPED;
                    case BUCKET_GONE, LEASE_LOST -> Tally.FAILED;
                });
    }

    /** Another zone's object of the same key, if it is the same bytes. Of parts the tag tells nothing: it is read. */
    private static Mono<Locator> same(Lying other, VersionId version, Fingerprint expected) {
        Locator place = at(other, version);
        ZoneDigest digest = other.object.etag().value().contains("-")
                ? new ZoneDigest.None()
                : other.object.digest();
        return Verification
                .of(other.place.zone().store(), new Stored(place, other.object.size(), digest), expected, true)
                .onErrorResume(StoreFailure.class, _ -> Mono.empty());
    }

    private static Locator at(Lying lying, VersionId version) {
        return lying.object.at(lying.place.code(), lying.place.bucket(), Stamp.none(version));
    }

    private Adoption adoption(Bucket bucket, ObjectKey key, VersionId version, Content content, ZoneObject first,
            List<Locator> copies) {
        Placement placement = topology.get().of(bucket.name());
        List<ZoneCode> holding = copies.stream().map(Locator::zone).toList();
        List<ZoneCode> owed = placement.codes().stream().filter(zone -> !holding.contains(zone)).toList();
        return new Adoption(version, bucket.id(), new ObjectRef(bucket.name(), key), content, first.lastModified(),
                placement.requiredReplicas(), copies, owed, Origin.internal("import"));
    }
}
