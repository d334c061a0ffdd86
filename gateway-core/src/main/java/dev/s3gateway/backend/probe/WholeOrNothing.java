package dev.s3gateway.backend.probe;

import dev.s3gateway.backend.Ability;
import dev.s3gateway.backend.Answer;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.bytes.Body;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.OptionalLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Breaks an upload off in the middle, and looks for a while whether anything of it turns up. */
final class WholeOrNothing implements Question {

    private static final int CHUNK = 64 << 10;
    private static final int CHUNKS = 8;
    private static final int LOOKS = 4;

    private final Duration between;

    /** @param between how long to wait before looking again, a few times: what was kept may turn up late */
    WholeOrNothing(Duration between) {
        this.between = between;
    }

    @Override
    public Ability ability() {
        return Ability.WHOLE_OR_NOTHING;
    }

    @Override
    public Mono<Answer> ask(Workbench bench) {
        Locator planned = bench.planned(bench.under("broken"));
        return bench.put(planned, broken())
                .hasElement()
                // However the zone, or the way to it, puts it: the upload has failed.
                .onErrorReturn(false)
                .flatMap(acknowledged -> acknowledged
                        ? Mono.just(Answer.no("half an upload was acknowledged"))
                        : turnsUp(bench, planned));
    }

    private Mono<Answer> turnsUp(Workbench bench, Locator planned) {
        return Flux.range(0, LOOKS)
                .concatMap(n -> Mono.delay(n == 0 ? Duration.ZERO : between)
                        .then(bench.store().stampedAt(planned).hasElements()))
                .any(there -> there)
                .map(there -> Answer.of(!there, "half an upload was kept"));
    }

    /** It breaks off only when what came before is at the zone, which has begun to believe in it. */
    private Body broken() {
        Flux<ByteBuf> half = Flux.range(0, CHUNKS / 2).map(_ -> Unpooled.wrappedBuffer(new byte[CHUNK]));
        return new Body.Streaming(OptionalLong.of((long) CHUNKS * CHUNK), half.concatWith(Mono.delay(between)
                .then(Mono.error(() -> new IllegalStateException("broken off on purpose")))));
    }
}
