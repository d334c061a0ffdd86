package dev.s3gateway.backend.probe;

import dev.s3gateway.backend.BucketSettings;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.OwnKeys;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.VersionId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Where one probe tries things out: a zone bucket, names that nobody else has, and a list of what must go again. */
final class Workbench {

    /** No ledger has it: what bears it is a probe's. */
    private static final long NO_INCARNATION = 0;
    private static final int LARGEST = 1 << 20;
    private static final int HANDS = 8;

    private final ObjectStore store;
    private final ZoneCode zone;
    private final String bucket;
    private final BucketSettings settings;
    private final String run = "probe-" + UUID.randomUUID();
    private final Map<Stamp, Locator> written = new ConcurrentHashMap<>();

    Workbench(ObjectStore store, ZoneCode zone, String bucket, BucketSettings settings) {
        this.store = store;
        this.zone = zone;
        this.bucket = bucket;
        this.settings = settings;
    }

    ObjectStore store() {
        return store;
    }

    String bucket() {
        return bucket;
    }

    BucketSettings settings() {
        return settings;
    }

    /** A name that is this probe's alone, for the beginning of a key. */
    String run() {
        return run;
    }

    /** Below our own prefix, where no client's key lies. */
    String under(String name) {
        return OwnKeys.PREFIX + run + "/" + name;
    }

    Locator planned(String key) {
        Stamp stamp = new Stamp(NO_INCARNATION, new VersionId(UUID.randomUUID()), 1);
        Locator planned = new Locator(zone, bucket, key, Optional.empty(), stamp);
        written.put(stamp, planned);
        return planned;
    }

    Mono<Stored> put(String key, String text) {
        return put(planned(key), Body.of(text));
    }

    Mono<Stored> put(Locator planned, Body body) {
        return put(planned, Metadata.ofType("text/plain"), body);
    }

    Mono<Stored> put(Locator planned, Metadata metadata, Body body) {
        return store.put(planned, metadata, body).doOnNext(this::landed);
    }

    /** Where it lies now, so that it need not be searched for. */
    void landed(Stored stored) {
        written.put(stored.locator().stamp(), stored.locator());
    }

    void removed(Locator locator) {
        written.remove(locator.stamp());
    }

    Mono<String> read(Locator locator) {
        return store.get(locator, Optional.empty())
                .flatMap(found -> Body.collect(found.body(), LARGEST))
                .map(body -> new String(body.bytes(), StandardCharsets.UTF_8));
    }

    /** Whether exactly this text lies at the locator; false as well where nothing does. */
    Mono<Boolean> holds(Locator locator, String text) {
        return read(locator).map(text::equals)
                .onErrorReturn(StoreFailure.NotFound.class, false)
                // Asked for a version that they have lost, some services say that there can be no such version.
                .onErrorReturn(StoreFailure.Rejected.class, false)
                .onErrorReturn(StoreFailure.Corrupt.class, false);
    }

    /** Removes what was written, as far as the zone lets us; what is left bears a probe's stamp. */
    Mono<Void> tidied() {
        return Flux.defer(() -> Flux.fromIterable(written.values()))
                .flatMap(this::gone, HANDS)
                .then(Mono.defer(() -> store.keys(bucket, under(""), 1)))
                .filter(left -> !left.isEmpty())
                // A zone that mixes versions up did not find all of them by the ids that it gave.
                .flatMapMany(_ -> Flux.fromIterable(List.copyOf(written.values())))
                .flatMap(copy -> gone(provisional(copy)), HANDS)
                .then()
                .onErrorComplete(StoreFailure.class);
    }

    private static Locator provisional(Locator copy) {
        return new Locator(copy.zone(), copy.bucket(), copy.key(), Optional.empty(), copy.stamp());
    }

    private Mono<Void> gone(Locator locator) {
        Flux<Locator> copies = locator.isProvisional() ? store.stampedAt(locator) : Flux.just(locator);
        return copies.concatMap(store::delete).then().onErrorComplete(StoreFailure.class);
    }
}
