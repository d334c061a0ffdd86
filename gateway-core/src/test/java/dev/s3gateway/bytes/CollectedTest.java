package dev.s3gateway.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

@Timeout(20)
class CollectedTest {

    private final List<ByteBuf> chunks = Stream.of("ab", "", "cde")
            .map(text -> Unpooled.copiedBuffer(text, StandardCharsets.UTF_8))
            .toList();

    @Test
    void theChunksOfASmallBodyAreJoinedAndReleased() {
        StepVerifier.create(Body.collect(body(Flux.fromIterable(chunks)), 5))
                .assertNext(whole -> assertThat(whole.bytes()).asString().isEqualTo("abcde"))
                .verifyComplete();
        assertThat(chunks).allMatch(chunk -> chunk.refCnt() == 0);
    }

    @Test
    void aBodyThatIsTooLongIsGivenUpAtTheFirstByteTooMany() {
        AtomicBoolean left = new AtomicBoolean();
        Flux<ByteBuf> endless = Flux.fromIterable(chunks)
                .concatWith(Flux.never())
                .doOnCancel(() -> left.set(true));

        StepVerifier.create(Body.collect(body(endless), 4)).verifyError(BodyTooLong.class);

        assertThat(left).isTrue();
        assertThat(chunks).allMatch(chunk -> chunk.refCnt() == 0);
    }

    @Test
    void aBodyThatBreaksOffFailsAsItsSourceDid() {
        Flux<ByteBuf> broken = Flux.just(chunks.getFirst()).concatWith(Mono.error(new IllegalStateException("cut")));

        StepVerifier.create(Body.collect(body(broken), 5)).verifyErrorMessage("cut");
        assertThat(chunks.getFirst().refCnt()).isZero();
    }

    private static Body body(Flux<ByteBuf> source) {
        return new Body.Streaming(OptionalLong.empty(), source);
    }
}
