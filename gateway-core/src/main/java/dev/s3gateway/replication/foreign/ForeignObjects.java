package dev.s3gateway.replication.foreign;

import dev.s3gateway.backend.Stamp;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Unmanaged;
import dev.s3gateway.backend.ZoneObject;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Content;
import dev.s3gateway.ledger.Copy;
import dev.s3gateway.ledger.Foreign;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.SeenBuckets;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.object.VersionId;
import dev.s3gateway.placement.Topology;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Single objects that somebody else put into zones, as if they were ours. */
public final class ForeignObjects {

    private final Ledger ledger;
    private final Supplier<Topology> topology;

    public ForeignObjects(Ledger ledger, Supplier<Topology> topology) {
        this.ledger = ledger;
        this.topology = topology;
    }

    public boolean areServed(Bucket bucket) {
        return bucket.unmanaged().orElseGet(() -> topology.get().defaults().unmanaged()) == Unmanaged.SERVE;
    }

    /** What a key holds: by the ledger's word where it has a history, else what lies in the first zone that has it. */
    public Mono<Version> current(Bucket bucket, ObjectRef object) {
        Mono<Version> ours = Mono.defer(() -> ledger.versions().current(bucket.id(), object));
        // A bucket that holds a version is open. Of one that was deleted there is none, whatever has its name now.
        return ours.switchIfEmpty(Mono.defer(() -> SeenBuckets.confirm(ledger, bucket)
                .switchIfEmpty(Mono.error(() -> new Failure.NoSuchBucket(bucket.name())))
                .filter(this::areServed)
                .flatMap(sure -> withoutVersion(sure, object, ours))));
    }

    /** What a change of a key must know of it. Only conditions make it worth a look. */
    public Mono<Foreign> beneath(Bucket bucket, ObjectRef object, Conditions conditions) {
        if (!areServed(bucket)) {
            return Mono.just(Foreign.NOTHING);
        }
        return conditions.isNone()
                ? Mono.just(Foreign.served(Optional.empty()))
                : current(bucket, object).filter(version -> !version.isManaged())
                        .map(version -> Foreign.served(Optional.of(version.content().etag())))
                        .defaultIfEmpty(Foreign.served(Optional.empty()));
    }

    /** A key that has a history may have got its version since we looked; afterwards the ledger alone speaks for it. */
    private Mono<Version> withoutVersion(Bucket bucket, ObjectRef object, Mono<Version> ours) {
        return ledger.versions()
                .known(bucket.id(), List.of(object.key()))
                .flatMap(known -> known.isEmpty() ? inZones(bucket, object) : ours);
    }

    private Mono<Version> inZones(Bucket bucket, ObjectRef object) {
        return OwnNames.contains(object.key().value())
                ? Mono.empty()
                : Mono.defer(() -> search(bucket, object, Place.of(bucket, topology.get()), false));
    }

    /** A zone that does not answer may be the one that has it: only where all have answered nothing is there. */
    private static Mono<Version> search(Bucket bucket, ObjectRef object, List<Place> places, boolean doubt) {
        if (places.isEmpty()) {
            return doubt
                    ? Mono.error(() -> new Failure.Overloaded("a zone that may have the object cannot be reached"))
                    : Mono.empty();
        }
        Place place = places.getFirst();
        List<Place> others = places.subList(1, places.size());
        return place.zone()
                .store()
                .look(place.bucket(), object.key().value())
                .map(Optional::of)
                .onErrorResume(StoreFailure.NotFound.class, _ -> Mono.just(Optional.empty()))
                .flatMap(found -> found.filter(there -> !there.stamped())
                        .map(there -> Mono.just(version(bucket, object, place, there)))
                        .orElseGet(() -> search(bucket, object, others, doubt)))
                .onErrorResume(StoreFailure.class, _ -> search(bucket, object, others, true));
    }

    /** The same object has the same identity, whoever looks. */
    private static Version version(Bucket bucket, ObjectRef object, Place place, ZoneObject found) {
        String name = place.code() + "/" + place.bucket() + "/" + found.key() + "/" + found.etag();
        VersionId id = new VersionId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
        return new Version(id, bucket.id(), object, 0,
                new Content(found.size(), found.etag(), 0, found.metadata(), List.of()), found.lastModified(), 1,
                List.of(Copy.complete(found.at(place.code(), place.bucket(), Stamp.none(id)))));
    }
}
