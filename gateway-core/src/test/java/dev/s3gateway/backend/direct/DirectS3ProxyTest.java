package dev.s3gateway.backend.direct;

import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.ObjectStoreContract;
import dev.s3gateway.backend.s3.FileNames;
import dev.s3gateway.backend.s3.S3Connections;
import dev.s3gateway.backend.s3.TestS3;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract over S3Proxy by way of our own client. */
class DirectS3ProxyTest extends ObjectStoreContract {

    private static TestS3 service;
    private static TestLoops loops;
    private static S3Connections sdk;
    private static DirectConnections connections;
    private static ObjectStore store;

    @BeforeAll
    static void start() throws Exception {
        service = TestS3.start();
        loops = new TestLoops();
        sdk = new S3Connections(TestS3.fewConnections());
        connections = new DirectConnections(loops.loops(), DirectLimits.like(TestS3.fewConnections()));
        store = connections.to(service.zone("zone-1"), sdk.to(service.zone("zone-1")));
    }

    @AfterAll
    static void stop() {
        connections.close();
        loops.close();
        sdk.close();
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
}
