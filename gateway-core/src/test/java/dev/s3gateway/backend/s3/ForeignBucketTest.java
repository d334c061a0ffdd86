package dev.s3gateway.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.ObjectStoreContract;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** The contract in buckets that others made and that keep no versions: every attempt has a key of its own. */
class ForeignBucketTest extends ObjectStoreContract {

    private static TestS3 service;
    private static S3AsyncClient stranger;
    private static S3Connections connections;
    private static S3ObjectStore store;

    @BeforeAll
    static void start() throws Exception {
        service = TestS3.start();
        stranger = service.stranger();
        connections = new S3Connections(TestS3.fewConnections());
        store = connections.to(service.zone("zone-1"));
    }

    @AfterAll
    static void stop() {
        stranger.close();
        connections.close();
        service.close();
    }

    @BeforeEach
    @Override
    protected void makeTheBucket() {
        assertThat(stranger.createBucket(request -> request.bucket(bucket)).join()).isNotNull();
        super.makeTheBucket();
    }

    /** S3Proxy takes parts of an upload that was aborted. */
    @Override
    protected boolean knowsWhichUploadsAreOpen() {
        return false;
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Override
    protected boolean isKnownFlaw(Throwable failure) {
        return TestS3.isLostDirectory(failure);
    }

    @Override
    protected List<String> impossibleKeys() {
        return new FileNames(Layout.SEALED, 1024).refused();
    }

    @Test
    void itsSettingsAreLeftAsTheyAre() {
        assertThat(await(store.createBucket(bucket)).layout()).isEqualTo(Layout.SEALED);

        assertThat(stranger.getBucketVersioning(request -> request.bucket(bucket)).join().status()).isNull();
    }

    @Test
    void whatWeStoreBearsOurStampAndWhatTheClientSaid() {
        var locator = put("key", random(10)).locator();

        var found = stranger.headObject(request -> request.bucket(bucket).key(locator.key())).join();

        assertThat(found.metadata()).containsEntry("colour", "blue")
                .containsEntry("s3gateway-stamp", locator.stamp().text());
        assertThat(found.contentType()).isEqualTo("text/plain");
        assertThat(found.cacheControl()).isEqualTo("no-store");
    }
}
