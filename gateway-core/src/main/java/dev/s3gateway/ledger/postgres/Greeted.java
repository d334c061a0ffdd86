package dev.s3gateway.ledger.postgres;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** Connections that nobody gets before they were greeted; one whose greeting fails is closed and never given out. */
record Greeted(ConnectionFactory inner, Function<Connection, Mono<Void>> greeting) implements ConnectionFactory {

    @Override
    public Publisher<? extends Connection> create() {
        return Mono.from(inner.create())
                .flatMap(fresh -> greeting.apply(fresh)
                        .onErrorResume(failure -> Mono.from(fresh.close())
                                .onErrorComplete()
                                .then(Mono.error(failure)))
                        .thenReturn(fresh));
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return inner.getMetadata();
    }
}
