package dev.s3gateway.ledger.postgres;

import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A connection while somebody has it to himself. Parameters of statements are {@code $1} and so on. */
interface Session {

    /** The statement, ready to have its parameters bound. */
    Statement statement(String sql);

    /** The answer, waited for as long as a single statement may be; a session may be watched as a whole instead. */
    <T> Mono<T> watched(Mono<T> answer);

    /** The rows of a statement. */
    default <T> Mono<List<T>> rows(String sql, Function<Readable, T> row, Object... parameters) {
        return watched(Flux.from(bound(sql, parameters).execute())
                .concatMap(result -> result.map(row))
                .collectList());
    }

    /** How many rows a statement touched. */
    default Mono<Long> run(String sql, Object... parameters) {
        return watched(Flux.from(bound(sql, parameters).execute())
                .concatMap(Result::getRowsUpdated)
                .reduce(0L, Long::sum));
    }

    private Statement bound(String sql, Object... parameters) {
        Statement statement = statement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement = statement.bind(i, parameters[i]);
        }
        return statement;
    }
}
