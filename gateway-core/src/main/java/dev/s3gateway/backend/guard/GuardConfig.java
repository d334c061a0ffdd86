package dev.s3gateway.backend.guard;

import java.time.Duration;

/**
 * How patient we are with a zone. {@code answer}: from the last byte of a put to its answer (30 s). {@code call}: any
 * other call (10 s); {@code silence}: of a read, with a chunk asked for (10 s); {@code ping}: the health probe (3 s). {@code calls} at once, and {@code waiting} in line for a turn;
 * {@code failures} in a row that open the circuit. A probe rests {@code probeOpen} while the circuit is open, else
 * {@code probeClosed}. Connecting is timed by the client that opens connections.
 */
public record GuardConfig(Duration answer, Duration call, Duration silence, Duration ping, int calls, int waiting,
        int failures,
        Duration probeOpen, Duration probeClosed) {

    public GuardConfig {
        requirePositive("answer", answer);
        requirePositive("call", call);
        requirePositive("silence", silence);
        requirePositive("ping", ping);
        requirePositive("probe-open", probeOpen);
        requirePositive("probe-closed", probeClosed);
        if (calls < 1 || waiting < 0 || failures < 1) {
            throw new IllegalArgumentException("calls and failures must be at least 1, waiting at least 0");
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be longer than nothing");
        }
    }
}
