package dev.s3gateway.backend.s3;

import static dev.s3gateway.backend.s3.S3ObjectStore.call;

import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.StoreFailure;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/** The buckets of one zone: made, found to be ours, asked whether they keep versions, removed. */
final class ZoneBuckets {

    /** What S3 calls the version of an object in a bucket that keeps none. */
    static final String UNVERSIONED = "null";

    /** How services refuse a region that only our configuration knows. */
    private static final Set<String> WRONG_PLACE = Set.of("InvalidLocationConstraint",
            "IllegalLocationConstraintException", "MalformedXML", "InvalidRegion");

    private final S3AsyncClient client;
    private final S3ZoneConfig zone;

    ZoneBuckets(S3Clients clients) {
        this.client = clients.patient();
        this.zone = clients.zone();
    }

    /**
     * Versions are switched on only in a bucket that we made: what an existing one is set to is its owner's business,
     * unless the configuration says otherwise.
     */
    Mono<Layout> create(String bucket) {
        return state(bucket).flatMap(state -> switch (state) {
            case THERE -> (zone.enableVersioning() ? enableVersions(bucket) : Mono.empty())
                    .then(Mono.defer(() -> layoutOf(bucket)));
            case MISSING -> made(bucket).then(enableVersions(bucket)).then(Mono.defer(() -> layoutOf(bucket)));
            case UNTOLD -> made(bucket).then(Mono.defer(() -> layoutOf(bucket)));
        });
    }

    Mono<Void> delete(String bucket) {
        return call(() -> client.deleteBucket(request -> request.bucket(bucket))).then()
                .onErrorResume(StoreFailure.NotFound.class, _ -> Mono.empty());
    }

    /** Somebody who may not list the buckets is known to the zone all the same. */
    Mono<Void> ping() {
        return call(() -> client.listBuckets(request -> request.maxBuckets(1)))
                .flatMap(answer -> answer.owner() != null || answer.hasBuckets()
                        ? Mono.<Void>empty()
                        : Mono.error(() -> new StoreFailure.Corrupt("an answer that no S3 service gives")))
                .onErrorResume(StoreFailure.Rejected.class,
                        refusal -> refusal.code.equals("AccessDenied") ? Mono.empty() : Mono.error(refusal));
    }

    /** The version ids of exactly this key; where the zone knows no versions, the one object there may be. */
    Flux<String> versionsOf(String bucket, String key) {
        return page(bucket, key, null, null).expand(page -> nextPage(bucket, key, page))
                .concatMapIterable(ListObjectVersionsResponse::versions)
                .filter(version -> version.key().equals(key))
                .map(ObjectVersion::versionId)
                .onErrorResume(ZoneBuckets::isNotImplemented, _ -> Flux.just(UNVERSIONED));
    }

    private enum State {
        THERE, MISSING,
        /** HEAD says no without a reason: the name may be taken, or we may not ask. */
        UNTOLD
    }

    private Mono<State> state(String bucket) {
        return call(() -> client.headBucket(request -> request.bucket(bucket))).thenReturn(State.THERE)
                .onErrorReturn(StoreFailure.NotFound.class, State.MISSING)
                .onErrorReturn(StoreFailure.Rejected.class, State.UNTOLD);
    }

    /** Who made it in the meantime was ourselves: another gateway, or the try whose answer was lost. */
    private Mono<Void> made(String bucket) {
        return made(bucket, !zone.region().equals("us-east-1"))
                .onErrorResume(refusal -> refusal instanceof StoreFailure.Rejected rejected
                        && zone.endpoint().isPresent() && WRONG_PLACE.contains(rejected.code), _ -> made(bucket, false))
                .onErrorResume(ZoneBuckets::isOurs, _ -> Mono.empty());
    }

    private Mono<Void> made(String bucket, boolean inRegion) {
        CreateBucketRequest.Builder request = CreateBucketRequest.builder().bucket(bucket);
        if (inRegion) {
            request.createBucketConfiguration(place -> place.locationConstraint(zone.region()));
        }
        return call(() -> client.createBucket(request.build())).then();
    }

    private Mono<Void> enableVersions(String bucket) {
        return call(() -> client.putBucketVersioning(request -> request.bucket(bucket)
                .overrideConfiguration(SdkSettings::lastOnItsConnection)
                .versioningConfiguration(versioning -> versioning.status(BucketVersioningStatus.ENABLED)))).then()
                .onErrorResume(StoreFailure.Rejected.class, _ -> Mono.empty());
    }

    /** What the bucket promises; whether it means it is for a probe to find out. */
    private Mono<Layout> layoutOf(String bucket) {
        return call(() -> client.getBucketVersioning(request -> request.bucket(bucket)))
                .map(answer -> answer.status() == BucketVersioningStatus.ENABLED)
                .onErrorReturn(StoreFailure.Rejected.class, false)
                .map(enabled -> enabled ? Layout.NATURAL : Layout.SEALED);
    }

    private Mono<ListObjectVersionsResponse> nextPage(String bucket, String key, ListObjectVersionsResponse page) {
        boolean goesOn = Boolean.TRUE.equals(page.isTruncated()) && key.equals(page.nextKeyMarker());
        if (goesOn && Objects.equals(page.versionIdMarker(), page.nextVersionIdMarker())) {
            return Mono.error(() -> new StoreFailure.Corrupt("a listing of versions that leads in a circle"));
        }
        return goesOn ? page(bucket, key, page.nextKeyMarker(), page.nextVersionIdMarker()) : Mono.empty();
    }

    private Mono<ListObjectVersionsResponse> page(String bucket, String key,
            @Nullable String keyMarker,
            @Nullable String versionMarker) {
        return call(() -> client.listObjectVersions(request -> request.bucket(bucket)
                .prefix(key)
                .encodingType(fitsXml(key) ? null : EncodingType.URL)
                .keyMarker(keyMarker)
                .versionIdMarker(versionMarker)));
    }

    /** Asked for only where it must be: some services encode the keys and forget the prefix, on which the SDK stumbles. */
    private static boolean fitsXml(String key) {
        return key.chars().allMatch(c -> c >= ' ' && c != 0x7f && c < 0xfffe);
    }

    private static boolean isNotImplemented(Throwable failure) {
        return failure instanceof StoreFailure.Rejected rejected && rejected.code.equals("NotImplemented");
    }

    private static boolean isOurs(Throwable failure) {
        return failure instanceof StoreFailure.Rejected rejected && rejected.code.equals("BucketAlreadyOwnedByYou");
    }
}
