package dev.s3gateway.backend.guard;

import dev.s3gateway.backend.Chunks;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.ScriptedStore;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.VersionId;
import java.util.Optional;
import java.util.UUID;

/** One scripted zone with a bucket, and something to put there. */
final class Fixture {

    static final ZoneCode OSLO = new ZoneCode("oslo");
    static final Metadata METADATA = Metadata.ofType("text/plain");

    final Chunks chunks = new Chunks();
    final ScriptedStore zone = ScriptedStore.over(MemoryStore.natural("oslo").with("photos"));

    static Locator planned(String key) {
        return new Locator(OSLO, "photos", key, Optional.empty(), new Stamp(1, new VersionId(UUID.randomUUID()), 1));
    }

    Body body() {
        return chunks.body(new byte[100], 10);
    }
}
