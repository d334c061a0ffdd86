package dev.s3gateway.backend.guard;

import static dev.s3gateway.backend.ScriptedStore.Call.PUT;
import static dev.s3gateway.backend.Scripts.hangs;
import static dev.s3gateway.backend.Scripts.refuses;
import static dev.s3gateway.backend.Scripts.reset;
import static dev.s3gateway.backend.guard.Fixture.METADATA;
import static dev.s3gateway.backend.guard.Fixture.planned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.Found;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.Stored;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

class TallyTest {

    private final Fixture oslo = new Fixture();
    private final Tally tally = new Tally(oslo.zone);

    @AfterEach
    void everyChunkIsReleased() {
        oslo.chunks.assertAllReleased();
    }

    @Test
    void aCallIsUnderWayUntilItEndsHoweverItEnds() {
        oslo.zone.once(PUT, hangs()).once(PUT, refuses(reset()));

        Disposable hanging = put().subscribe();
        assertThat(tally.running()).isEqualTo(1);
        assertThat(tally.restedFor(Duration.ZERO)).isFalse();
        hanging.dispose();
        put().onErrorComplete().block();
        put().block();

        assertThat(tally.running()).isZero();
        assertThat(tally.restedFor(Duration.ZERO)).isTrue();
        assertThat(tally.restedFor(Duration.ofMinutes(1))).isFalse();
    }

    @Test
    void aBodyIsUnderWayUntilItIsRead() {
        Found found = found();
        assertThat(tally.running()).isEqualTo(1);

        found.body().chunks().doOnNext(ByteBuf::release).blockLast();

        assertThat(tally.running()).isZero();
    }

    @Test
    void aBodyThatNobodyReadsIsUnderWayUntilItIsDiscarded() {
        Found found = found();

        found.body().discard().block();
        found.body().discard().block();

        assertThat(tally.running()).isZero();
    }

    private Found found() {
        Locator copy = put().map(Stored::locator).blockOptional().orElseThrow();
        return tally.get(copy, Optional.empty()).blockOptional().orElseThrow();
    }

    private Mono<Stored> put() {
        return tally.put(planned("cat"), METADATA, oslo.body());
    }
}
