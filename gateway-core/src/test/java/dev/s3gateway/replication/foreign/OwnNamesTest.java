package dev.s3gateway.replication.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.Delegate;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.probe.Probe;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.Metadata;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

@Timeout(60)
class OwnNamesTest {

    /** A probe of a zone that serves others' objects runs beside its clients' listings, and beside an import. */
    @Test
    void nothingThatAProbeWritesIsEverTakenForSomebodyElses() {
        Queue<String> written = new ConcurrentLinkedQueue<>();
        var zone = new Delegate(MemoryStore.natural("oslo").with("photos")) {
            @Override
            public Mono<Stored> put(Locator planned, Metadata metadata, Body body) {
                written.add(planned.key());
                return super.put(planned, metadata, body);
            }
        };

        assertThat(new Probe(InstantSource.system())
                .full(zone, new ZoneCode("oslo"), "photos")
                .block()).isNotNull();

        assertThat(written).anyMatch(key -> key.length() == 1024 && !key.contains("/"))
                .anyMatch(key -> key.startsWith("/"))
                .allMatch(OwnNames::contains);
    }

    @Test
    void aNameThatOnlyLooksAlikeIsSomebodyElses() {
        assertThat(OwnNames.contains(".s3gatewayed")).isFalse();
        assertThat(OwnNames.contains("a/.s3gateway/b")).isFalse();
        assertThat(OwnNames.contains("/s3gateway/b")).isFalse();
    }
}
