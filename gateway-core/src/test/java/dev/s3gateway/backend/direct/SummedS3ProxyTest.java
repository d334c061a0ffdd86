package dev.s3gateway.backend.direct;

import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.Summed;

/** The same with a sum behind every body. */
class SummedS3ProxyTest extends DirectS3ProxyTest {

    @Override
    protected ObjectStore store() {
        return new Summed(super.store());
    }
}
