package dev.s3gateway.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.ForeignStoreContract;
import dev.s3gateway.backend.ObjectStore;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** What others put into S3Proxy, into buckets that keep versions and into some that do not. */
class ForeignObjectsTest {

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

    abstract static class OverS3Proxy extends ForeignStoreContract {

        @BeforeEach
        void makeTheBucket() {
            assertThat(stranger.createBucket(request -> request.bucket(bucket)).join()).isNotNull();
        }

        @Override
        protected ObjectStore store() {
            return store;
        }

        @Override
        protected void place(String key, byte[] bytes) {
            assertThat(stranger.putObject(request -> request.bucket(bucket).key(key).contentType("image/png"),
                    AsyncRequestBody.fromBytes(bytes)).join()).isNotNull();
        }

        /** A file cannot be a directory as well. */
        @Override
        protected Set<String> impossibleKeys() {
            return Set.of("a/b");
        }
    }

    @Nested
    class WithoutVersions extends OverS3Proxy {}

    @Nested
    class WithVersions extends OverS3Proxy {

        @BeforeEach
        void keepVersions() {
            assertThat(stranger.putBucketVersioning(request -> request.bucket(bucket)
                    .versioningConfiguration(versioning -> versioning.status(BucketVersioningStatus.ENABLED))).join())
                    .isNotNull();
        }
    }
}
