package dev.s3gateway.backend.s3;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import reactor.util.retry.Retry;

/** The contract over MinIO: in a container where Docker runs, else the one on the PATH, else skipped. */
class MinioTest extends ServiceContract {

    private static Optional<TestMinio> minio = Optional.empty();

    MinioTest() {
        super(minio.orElseThrow().zone());
    }

    @BeforeAll
    static void start() throws IOException {
        minio = TestMinio.start();
        assumeTrue(minio.isPresent(), "neither a Docker engine nor a minio on the PATH of this machine");
        try (S3Connections connections = new S3Connections(TestS3.standard())) {
            connections.to(minio.get().zone().config())
                    .ping()
                    .retryWhen(Retry.fixedDelay(300, Duration.ofMillis(100)))
                    .block();
        }
    }

    @AfterAll
    static void stop() throws IOException {
        if (minio.isPresent()) {
            minio.get().close();
        }
    }
}
