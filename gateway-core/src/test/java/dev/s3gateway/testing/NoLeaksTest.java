package dev.s3gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class NoLeaksTest {

    @Test
    void aBufferThatIsForgottenIsNoticed() throws InterruptedException {
        assertThat(NoLeaks.noticed()).isEmpty();

        forget();

        assertThat(NoLeaks.noticed()).hasSize(1);
    }

    @Test
    void onlyParametersThatTheDriverRefusedToSendAreOverlooked() {
        String collected = "\n\tio.r2dbc.postgresql.PostgresqlStatement.lambda$collectBindingParameters$1(X.java:286)\n";

        assertThat(NoLeaks.isTheDriversOwn("ByteBuf\n#1:" + collected + "#2:\n\tother\nCreated at:\n\tother")).isTrue();
        assertThat(NoLeaks.isTheDriversOwn("ByteBuf\n#1:\n\tother\n#2:" + collected + "Created at:\n\tother"))
                .isFalse();
    }

    @Test
    void blockingAnEventLoopFailsInEveryTest() {
        Mono<Object> blocking = Mono.fromCallable(() -> {
            Thread.sleep(1); // the very thing that must not pass
            return "";
        });

        assertThatThrownBy(() -> blocking.subscribeOn(Schedulers.parallel()).block())
                .hasRootCauseInstanceOf(BlockingOperationError.class);
    }

    private static void forget() {
        assertThat(PooledByteBufAllocator.DEFAULT.buffer(16).writeInt(1).refCnt()).isOne();
    }
}
