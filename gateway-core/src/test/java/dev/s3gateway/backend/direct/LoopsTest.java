package dev.s3gateway.backend.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import org.junit.jupiter.api.Test;
import reactor.util.context.Context;

class LoopsTest {

    @Test
    void aRequestGoesOutOnTheLoopOfTheClientThatItIsForWhereverItIsMade() throws Exception {
        try (TestLoops test = new TestLoops()) {
            Loops loops = test.loops();
            EventLoop client = loops.group().next();
            EventLoop other = loops.group().next();
            Context named = Context.of(EventLoop.class, client);

            assertThat(loops.of(named)).isSameAs(client);
            assertThat(other.submit(() -> loops.of(named)).get()).isSameAs(client);
        }
    }

    @Test
    void withoutAClientARequestStaysOnTheLoopThatMakesIt() throws Exception {
        try (TestLoops test = new TestLoops(); TestLoops others = new TestLoops()) {
            Loops loops = test.loops();
            EventLoop here = loops.group().next();
            Context foreign = Context.of(EventLoop.class, others.loops().group().next());

            assertThat(here.submit(() -> loops.of(Context.empty())).get()).isSameAs(here);
            assertThat(here.submit(() -> loops.of(foreign)).get()).isSameAs(here);
        }
    }
}
