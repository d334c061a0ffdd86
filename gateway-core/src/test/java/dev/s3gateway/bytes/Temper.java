package dev.s3gateway.bytes;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import reactor.core.publisher.Mono;

/** How a lane of {@link TeeRandomTest} behaves. */
enum Temper {
    READS {

        @Override
        Mono<byte[]> write(RandomLane lane, Body body) {
            return lane.readAll(body);
        }
    },
    COMES_LATE {

        @Override
        Mono<byte[]> write(RandomLane lane, Body body) {
            return lane.pause().then(lane.pause()).then(Mono.defer(() -> lane.readAll(body)));
        }
    },
    READS_IN_BATCHES {

        @Override
        Mono<byte[]> write(RandomLane lane, Body body) {
            return lane.readInBatches(body);
        }
    },
    REFUSES {

        @Override
        Mono<byte[]> write(RandomLane lane, Body body) {
            return refusal();
        }
    },
    THROWS {

        @Override
        Mono<byte[]> write(RandomLane lane, Body body) {
            throw new IllegalStateException("refused");
        }
    },
    REFUSES_LATER {

        @Override
        Mono<byte[]> write(RandomLane lane, Body body) {
            return lane.pause().then(refusal());
        }
    },
    DISCARDS {

        @Override
        Mono<byte[]> write(RandomLane lane, Body body) {
            return body.discard().then(lane.pause()).then(refusal());
        }
    },
    DIES {

        @Override
        Mono<byte[]> write(RandomLane lane, Body body) {
            return lane.readSome(body).then(refusal());
        }
    },
    ANSWERS_EARLY {

        @Override
        Mono<byte[]> write(RandomLane lane, Body body) {
            return lane.readSome(body).thenReturn(new byte[0]);
        }
    },
    NAPS {

        @Override
        Mono<byte[]> write(RandomLane lane, Body body) {
            return Mono.delay(Duration.ofSeconds(8), lane.time()).then(Mono.defer(() -> lane.readAll(body)));
        }
    },
    NEVER_READS {

        @Override
        Mono<byte[]> write(RandomLane lane, Body body) {
            return Mono.never();
        }
    },
    STALLS {

        @Override
        Mono<byte[]> write(RandomLane lane, Body body) {
            return lane.readSomeAndStall(body);
        }
    };

    /** Whether it gets all bytes unless the upload itself fails. */
    boolean survives() {
        return this == READS || this == COMES_LATE || this == READS_IN_BATCHES || this == NAPS;
    }

    /** Whether it may wait for ever unless somebody drops it. */
    boolean hangs() {
        return this == NEVER_READS || this == STALLS;
    }

    /** Those that neither hang nor take their time. */
    static List<Temper> lively() {
        return Arrays.stream(values()).filter(temper -> temper != NAPS && !temper.hangs()).toList();
    }

    abstract Mono<byte[]> write(RandomLane lane, Body body);

    private static Mono<byte[]> refusal() {
        return Mono.error(new IllegalStateException("refused"));
    }
}
