package dev.s3gateway.bytes;

import dev.s3gateway.backend.Seed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * Short uploads with lanes of every temper. The seed of one that fails is in the message. {@code -Dtee.runs=10000} runs
 * more of them than the ordinary build has time for.
 */
class TeeRandomTest {

    private static final int RUNS = Integer.getInteger("tee.runs", 1_000);

    @Test
    @Timeout(1200)
    void inVirtualTimeLaggardsAreDroppedAndTheOthersGetEveryByte() {
        long first = Seed.fresh().value();
        for (long seed = first; seed < first + RUNS; seed++) {
            VirtualTimeScheduler time = VirtualTimeScheduler.create();
            RandomUpload upload = new RandomUpload(seed, time, List.of(Temper.values()));
            upload.begin();
            for (int second = 0; second < 60 && !upload.isOver(); second++) {
                time.advanceTimeBy(Duration.ofSeconds(1));
            }
            upload.giveUpWhatMayHang();
            upload.check();
            upload.assertAllReleased();
            time.dispose();
        }
    }

    @Test
    @Timeout(1200)
    void onManyThreadsEveryLaneThatReadsGetsEveryByte() throws InterruptedException {
        long first = Seed.fresh().value();
        for (long seed = first; seed < first + RUNS / 20; seed++) {
            RandomUpload upload = new RandomUpload(seed, Schedulers.parallel(), Temper.lively());
            upload.begin();
            upload.await();
            upload.check();
            for (int i = 0; i < 1_000_000 && !upload.allReleased(); i++) {
                Thread.onSpinWait(); // a lane that was cancelled lets go of its last chunk on its own thread
            }
            upload.assertAllReleased();
        }
    }
}
