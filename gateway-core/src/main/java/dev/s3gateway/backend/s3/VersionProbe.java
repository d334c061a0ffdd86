package dev.s3gateway.backend.s3;

import static dev.s3gateway.backend.s3.S3ObjectStore.call;

import dev.s3gateway.backend.StoreFailure;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Tries whether a bucket keeps the versions that it promises: of several writes to one key at the same time each must
 * come back with a version of its own, and all of them must be there afterwards. There are services that lose some.
 */
final class VersionProbe {

    /** Two rounds: a race that a service loses now and then it may win once. */
    private static final int ROUNDS = 2;
    private static final int WRITES = 12;
    private static final byte[] CONTENT = new byte[4096];

    private final S3AsyncClient client;
    private final String bucket;
    private final String key = ".s3gateway/probe-" + UUID.randomUUID();

    VersionProbe(S3AsyncClient client, String bucket) {
        this.client = client;
        this.bucket = bucket;
    }

    Mono<Boolean> keepsAll() {
        return Flux.range(0, ROUNDS).concatMap(_ -> round()).all(kept -> kept);
    }

    private Mono<Boolean> round() {
        return Flux.range(0, WRITES)
                .flatMap(_ -> written(), WRITES)
                .collectList()
                .flatMap(versions -> areThere(versions).flatMap(kept -> removed(versions).thenReturn(kept)));
    }

    private Mono<String> written() {
        return call(() -> client.putObject(request -> request.bucket(bucket).key(key),
                AsyncRequestBody.fromBytesUnsafe(CONTENT)))
                .map(answer -> answer.versionId() == null ? ZoneBuckets.UNVERSIONED : answer.versionId());
    }

    private Mono<Boolean> areThere(List<String> versions) {
        boolean each = new HashSet<>(versions).size() == WRITES && !versions.contains(ZoneBuckets.UNVERSIONED);
        return each ? Flux.fromIterable(versions).flatMap(this::isThere, WRITES).all(there -> there) : Mono.just(false);
    }

    private Mono<Boolean> isThere(String version) {
        return call(() -> client.headObject(request -> request.bucket(bucket).key(key).versionId(version)))
                .thenReturn(true)
                .onErrorReturn(VersionProbe::isNotThere, false);
    }

    private Mono<Void> removed(List<String> versions) {
        return Flux.fromIterable(new HashSet<>(versions))
                .flatMap(version -> call(() -> client.deleteObject(request -> request.bucket(bucket)
                        .key(key)
                        .versionId(version))).onErrorComplete(VersionProbe::isNotThere), WRITES)
                .then();
    }

    /** Asked for a version that they have lost, some services say that there can be no such version. */
    private static boolean isNotThere(Throwable failure) {
        return failure instanceof StoreFailure.NotFound || failure instanceof StoreFailure.Rejected;
    }
}
