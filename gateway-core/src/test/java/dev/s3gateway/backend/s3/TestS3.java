package dev.s3gateway.backend.s3;

import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** An S3 service in this process. It keeps objects and their versions in memory and checks signatures. */
public final class TestS3 implements AutoCloseable {

    public static final String ACCESS_KEY = "test-identity";
    public static final String SECRET_KEY = "test-credential";

    private final BlobStore objects;
    private final String accessKey;
    private final String secretKey;
    private S3Proxy proxy;
    private final int port;

    private TestS3(BlobStore objects, String accessKey, String secretKey) throws Exception {
        this.objects = objects;
        this.accessKey = accessKey;
        this.secretKey = secretKey;
        this.proxy = listening(0);
        this.port = proxy.getPort();
    }

    public static TestS3 start() throws Exception {
        return new TestS3(BlobStores.create("transient-nio2", new Properties()), ACCESS_KEY, SECRET_KEY);
    }

    /** Another door to the same objects, at another port and with other keys. */
    public TestS3 rotated(String newAccessKey, String newSecretKey) throws Exception {
        return new TestS3(objects, newAccessKey, newSecretKey);
    }

    /** After a {@link #close}: the same service at the same place, with all that it held. */
    public void comeBack() throws Exception {
        proxy = listening(port);
    }

    private S3Proxy listening(int at) throws Exception {
        S3Proxy listening = S3Proxy.builder()
                .blobStore(objects)
                .endpoint(URI.create("http://127.0.0.1:" + at))
                .awsAuthentication(AuthenticationType.AWS_V4, accessKey, secretKey)
                .stopTimeout(0)
                .build();
        listening.start();
        return listening;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public S3ZoneConfig zone(String code) {
        return zone(code, endpoint());
    }

    /** A zone of these keys somewhere else, where there may be no S3 service at all. */
    public static S3ZoneConfig zone(String code, URI endpoint) {
        return new S3ZoneConfig(new ZoneCode(code), Optional.of(endpoint), "us-east-1", ACCESS_KEY,
                Secret.of(SECRET_KEY), true, true, true);
    }

    static S3Limits standard() {
        return new S3Limits(Duration.ofSeconds(3), Duration.ofMinutes(2), Duration.ofSeconds(20), 256);
    }

    /** So few that the tests of a class would soon wait for one, if any were lost. */
    public static S3Limits fewConnections() {
        return new S3Limits(Duration.ofSeconds(2), Duration.ofMinutes(2), Duration.ofSeconds(20), 8);
    }

    /** Somebody who uses the service beside us. */
    public S3AsyncClient stranger() {
        return stranger(endpoint(), accessKey, secretKey);
    }

    static S3AsyncClient stranger(URI endpoint, String accessKey, String secretKey) {
        return S3AsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
                .build();
    }

    /** It removes a directory with its last object, even below a writer's hands, and answers that one with 500. */
    public static boolean isLostDirectory(Throwable failure) {
        return failure instanceof StoreFailure.Unreachable
                && String.valueOf(failure.getMessage()).contains("500 InternalError");
    }

    @Override
    public void close() {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy did not stop", e);
        }
    }
}
