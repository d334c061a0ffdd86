package dev.s3gateway.backend.guard;

import java.time.Duration;

/**
 * How patient we are with a zone. Connecting is timed by the client that opens connections.
 *
 * @param answer from the last byte of a put to its answer
 * @param complete to put an upload in parts together, or to copy: a zone may do that byte by byte before it answers
 * @param call any other call
 * @param silence of a read, with a chunk asked for
 * @param ping the health probe
 * @param retire a store that was replaced is closed when nothing was under way at it for so long
 * @param calls of one zone at once
 * @param waiting in line for a turn
 * @param failures in a row that open the circuit
 * @param probeOpen how long a probe rests while the circuit is open
 * @param probeClosed how long it rests else
 * @param full how long nothing is written to a bucket that the zone has called full
 */
public record GuardConfig(Duration answer, Duration complete, Duration call, Duration silence, Duration ping,
        Duration retire, int calls, int waiting, int failures, Duration probeOpen, Duration probeClosed,
        Duration full) {

    public GuardConfig {
        requirePositive("answer", answer);
        requirePositive("complete", complete);
        requirePositive("call", call);
        requirePositive("silence", silence);
        requirePositive("ping", ping);
        requirePositive("retire", retire);
        requirePositive("probe-open", probeOpen);
        requirePositive("probe-closed", probeClosed);
        requirePositive("full", full);
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
