package dev.s3gateway.ledger.postgres;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import reactor.core.publisher.Mono;

/** A connection that is kept, with the statements it has seen: their text is taken apart once. */
final class Line implements Session {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Connection connection;
    private final Map<String, Statement> statements = new HashMap<>();
    private long usedAt;

    private Line(Connection connection) {
        this.connection = connection;
    }

    /** Makes the settings that hold as long as the connection does. */
    static Mono<Line> open(Connection connection, String settings, Duration patience) {
        Line line = new Line(connection);
        return line.run(settings)
                .timeout(patience)
                .thenReturn(line)
                .onErrorResume(failure -> line.end().then(Mono.error(failure)));
    }

    long usedAt() {
        return usedAt;
    }

    void used(long now) {
        usedAt = now;
    }

    /** Only for texts that are always the same, and one execution of each at a time. */
    @Override
    public Statement statement(String sql) {
        return statements.computeIfAbsent(sql, connection::createStatement);
    }

    /** There is one time-out for all that is done on a line in one go. */
    @Override
    public <T> Mono<T> watched(Mono<T> answer) {
        return answer;
    }

    Mono<Boolean> isOpen() {
        return Mono.from(connection.validate(ValidationDepth.LOCAL));
    }

    /** Undoes whatever is under way. Fails where the line is of no use any more. */
    Mono<Void> undo() {
        return run("ROLLBACK").timeout(PATIENCE).then();
    }

    /** Ends it; the server undoes by itself. Never fails, and does not wait for a server that does not answer. */
    Mono<Void> end() {
        return Mono.from(connection.close()).timeout(PATIENCE).onErrorComplete();
    }
}
