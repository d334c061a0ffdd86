package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.load.Load;
import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.load.Signer;
import dev.s3gateway.bench.side.Side;
import dev.s3gateway.bench.side.Workshop;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a case works with: sides, clients, and how long to measure.
 *
 * @param chosen it was asked for by its name, and may take its time
 */
public record Bench(Workshop workshop, Pace pace, String dataPath, boolean chosen) {

    static final String BUCKET = "bench";
    static final long LARGE = 256L << 20;
    static final long SMALL = 4 << 10;
    static final int LARGE_CLIENTS = 4;
    static final int SMALL_CLIENTS = 16;
    /** The keys of the gateway on loopback without any configured. */
    static final String ID = "local-identity";
    static final String SECRET = "local-credential";
    static final Signer SIGNER = new Signer(ID, SECRET, "us-east-1");

    /** The product over these zones, with a bucket. */
    Side gateway(String name, List<Integer> zones, String path, Map<String, String> variables) throws IOException {
        Side side = workshop.gateway(name, zones, path, variables);
        makeBucket(side);
        return side;
    }

    /** The same without PostgreSQL. */
    Side withoutLedger(List<Integer> zones) throws IOException {
        Side side = workshop.withoutLedger(zones, dataPath);
        makeBucket(side);
        return side;
    }

    static void makeBucket(Side side) throws IOException {
        Load.times(1, 1, side.port(), Request.of(SIGNER, "PUT", "/" + BUCKET, ""));
    }

    Side gateway(List<Integer> zones) throws IOException {
        return gateway("gateway", zones, dataPath, Map.of());
    }

    static <T> T need(Optional<T> side, String what) throws Case.Missing {
        return side.orElseThrow(() -> new Case.Missing(what));
    }
}
