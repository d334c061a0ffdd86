package dev.s3gateway.server;

import dev.s3gateway.ledger.MemoryLedger;
import dev.s3gateway.ledger.TestDelays;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.server.cli.CommandLineInterface;
import dev.s3gateway.server.http.EventLoops;
import dev.s3gateway.server.settings.GatewayConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * The gateway with the tests' ledger in memory instead of PostgreSQL's: what all but the ledger costs. It lives in the
 * server's package, so that the product has no switch for it.
 */
public final class LedgerOff {

    private LedgerOff() {}

    public static void main(String[] arguments) {
        System.exit(CommandLineInterface.run(new Main(System.getenv(), LedgerOff::inMemory), arguments));
    }

    private static Books inMemory(GatewayConfig config, Path data, String process, EventLoops loops,
            Background background, CrashPoints crash) {
        return new Books(new MemoryLedger(InstantSource.system(), TestDelays.STANDARD),
                process.getBytes(StandardCharsets.UTF_8), List.of());
    }
}
