package dev.s3gateway.product;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.ObjectStoreContract;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.s3.S3Connections;
import dev.s3gateway.backend.s3.S3Limits;
import dev.s3gateway.backend.s3.S3ObjectStore;
import dev.s3gateway.backend.s3.S3ZoneConfig;
import dev.s3gateway.config.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The contract of a zone over a storage node, as a gateway elsewhere would have it. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class StorageNodeIT extends ObjectStoreContract {

    private static final String KEY = "node-key";
    private static final Secret SECRET = Secret.of("node-secret");

    @TempDir
    private static Path root;
    private static Product node;
    private static S3Connections connections;
    private static S3ObjectStore store;

    @BeforeAll
    static void start() throws Exception {
        node = Product.launched(Map.of("S3GATEWAY_AUTH_ROOT_KEY_SECRET", SECRET.reveal()), "storage", "--root",
                root.toString(), "--access", KEY);
        connections = new S3Connections(
                new S3Limits(Duration.ofSeconds(3), Duration.ofMinutes(2), Duration.ofSeconds(20), 64));
        store = connections.to(new S3ZoneConfig(new ZoneCode("zone-1"), Optional.of(node.endpoint()), "us-east-1", KEY,
                SECRET, true, true, true));
    }

    @AfterAll
    static void stop() throws Exception {
        connections.close();
        node.close();
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Test
    void itsBytesLieBelowItsRootAsFiles() {
        put("photos/cat.jpg", random(1000));

        assertThat(root.resolve("objects").resolve(bucket).resolve("photos")).isDirectoryContaining(
                file -> file.getFileName().toString().startsWith("cat.jpg%21"));
    }
}
