package dev.s3gateway.backend.s3;

import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.ObjectStoreContract;
import dev.s3gateway.backend.ZoneCode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract over a service that runs as a process of its own, with what is known of its kind. */
abstract class ServiceContract extends ObjectStoreContract {

    private static final Map<String, S3ObjectStore> STORES = new ConcurrentHashMap<>();
    private static S3Connections connections = new S3Connections(TestS3.standard());

    private final TestZone zone;
    private final ServiceKind kind;

    ServiceContract(TestZone zone) {
        this.zone = zone;
        this.kind = ServiceKind.of(zone.kind());
    }

    @BeforeAll
    static void connect() {
        connections = new S3Connections(TestS3.standard());
        STORES.clear();
    }

    @AfterAll
    static void disconnect() {
        connections.close();
    }

    @Override
    protected ObjectStore store() {
        return STORES.computeIfAbsent(zone.name(), _ -> connections.to(zone.config()));
    }

    @Override
    protected ZoneCode zone() {
        return new ZoneCode(zone.name());
    }

    @Override
    protected List<String> impossibleKeys() {
        return kind.impossibleKeys();
    }

    @Override
    protected boolean isKnownFlaw(Throwable failure) {
        return kind.isKnownFlaw(failure);
    }

    @Override
    protected boolean keepsBrokenUploads() {
        return kind.keepsBrokenUploads();
    }

    @Override
    protected boolean knowsWhichUploadsAreOpen() {
        return kind.knowsWhichUploadsAreOpen();
    }

    @Override
    protected Layout layout(Layout promised) {
        return kind.keepsVersions() ? promised : Layout.SEALED;
    }
}
