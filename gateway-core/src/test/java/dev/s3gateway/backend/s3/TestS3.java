package dev.s3gateway.backend.s3;

import dev.s3gateway.backend.OddKeys;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.config.Secret;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** An S3 service in this process. It keeps objects and their versions in memory and checks signatures. */
public final class TestS3 implements AutoCloseable {

    public static final String ACCESS_KEY = "test-identity";
    public static final String SECRET_KEY = "test-credential";

    private final S3Proxy proxy;

    private TestS3(S3Proxy proxy) {
        this.proxy = proxy;
    }

    public static TestS3 start() throws Exception {
        S3Proxy proxy = S3Proxy.builder()
                .blobStore(BlobStores.create("transient-nio2", new Properties()))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                .stopTimeout(0)
                .build();
        proxy.start();
        return new TestS3(proxy);
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + proxy.getPort());
    }

    public S3ZoneConfig zone(String code) {
        return zone(code, endpoint());
    }

    /** A zone of these keys somewhere else, where there may be no S3 service at all. */
    public static S3ZoneConfig zone(String code, URI endpoint) {
        return new S3ZoneConfig(new ZoneCode(code), Optional.of(endpoint), "us-east-1", ACCESS_KEY,
                Secret.of(SECRET_KEY), true, true);
    }

    /** Somebody who uses the service beside us. */
    public S3AsyncClient stranger() {
        return S3AsyncClient.builder()
                .endpointOverride(endpoint())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
                .build();
    }

    /**
     * It keeps objects as files, so names that mean a directory or another file are refused or mixed up, and below an
     * object there can be no other. {@code ending} is what the layout appends to a key.
     */
    public static List<String> keysThatAreNoFile(String ending) {
        return OddKeys.all().filter(key -> isNoFile(key + ending) || isBelowAnother(key, ending)).toList();
    }

    /** It removes a directory with its last object, even below a writer's hands, and answers that one with 500. */
    public static boolean isLostDirectory(Throwable failure) {
        return failure instanceof StoreFailure.Unreachable
                && String.valueOf(failure.getMessage()).contains("500 InternalError");
    }

    private static boolean isNoFile(String name) {
        return name.startsWith("/") || name.endsWith("/") || name.contains("//")
                || Arrays.stream(name.split("/")).anyMatch(part -> part.equals(".") || part.equals(".."));
    }

    private static boolean isBelowAnother(String key, String ending) {
        return OddKeys.all().anyMatch(other -> (key + ending).startsWith(other + ending + "/"));
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
