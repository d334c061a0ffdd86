package dev.s3gateway.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.ObjectStoreContract;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.ZoneDigest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The contract over S3Proxy, in a bucket that we made and that keeps versions. */
class S3ProxyStoreTest extends ObjectStoreContract {

    private static TestS3 service;
    private static S3Connections connections;
    private static S3ObjectStore store;

    @BeforeAll
    static void start() throws Exception {
        service = TestS3.start();
        connections = new S3Connections(TestS3.fewConnections());
        store = connections.to(service.zone("zone-1"));
    }

    @AfterAll
    static void stop() {
        connections.close();
        service.close();
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    /** S3Proxy takes parts of an upload that was aborted. */
    @Override
    protected boolean knowsWhichUploadsAreOpen() {
        return false;
    }

    @Override
    protected boolean isKnownFlaw(Throwable failure) {
        return TestS3.isLostDirectory(failure);
    }

    @Override
    protected List<String> impossibleKeys() {
        return new FileNames(Layout.NATURAL, 1024).refused();
    }

    @Test
    void aBucketOfOursKeepsVersionsUnderTheClientsKeys() {
        assertThat(await(store.createBucket(bucket)).layout()).isEqualTo(Layout.NATURAL);
    }

    @Test
    void theZoneProvesWhatItHoldsByItsMd5() {
        assertThat(put("key", random(1000)).digest()).isInstanceOf(ZoneDigest.Md5.class);
    }

    @Test
    void nothingBlocksWhereItIsCalled() {
        Locator planned = planned("from a thread that must not block");
        Mono<Stored> put = store.createBucket(bucket)
                .then(Mono.defer(() -> store.put(planned, METADATA, chunks.body(random(100_000), 10_000))));

        Locator locator = await(put.subscribeOn(Schedulers.parallel())).locator();
        finish(store.get(locator, Optional.empty())
                .flatMap(found -> found.body().discard())
                .then(Mono.defer(() -> store.size(locator)))
                .then(Mono.defer(() -> store.stampedAt(locator).then()))
                .then(Mono.defer(() -> store.delete(locator)))
                .then(Mono.defer(store::ping))
                .subscribeOn(Schedulers.parallel()));
    }
}
