package dev.s3gateway.backend.direct;

import dev.s3gateway.backend.ObjectStore;

/** The same with signed bodies. */
class SigningS3ProxyTest extends DirectS3ProxyTest {

    @Override
    protected ObjectStore store() {
        return ((DirectObjectStore) super.store()).signing();
    }
}
