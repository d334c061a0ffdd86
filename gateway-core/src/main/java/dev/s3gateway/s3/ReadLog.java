package dev.s3gateway.s3;

import dev.s3gateway.ledger.OperationsLog;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.object.ObjectKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;

/**
 * Brings reads and refusals into the operations log, in batches and off the request path. Mutations are not its matter:
 * they were logged in their own commits. What finds no room is counted and forgotten, since no log of reads is worth a
 * slow answer.
 */
public final class ReadLog implements Observer {

    private static final int BATCH = 500;

    private final OperationsLog log;
    private final InstantSource clock;
    private final BlockingQueue<OperationsLog.Entry> waiting;
    private final AtomicLong dropped = new AtomicLong();

    public ReadLog(OperationsLog log, InstantSource clock, int room) {
        this.log = log;
        this.clock = clock;
        this.waiting = new ArrayBlockingQueue<>(room);
    }

    @Override
    public void answered(Observation observation) {
        if (!observation.isMutation() && !waiting.offer(entry(observation))) {
            dropped.incrementAndGet();
        }
    }

    /** Writes what waits, up to one batch, and says how many that were. A batch that fails is dropped and counted. */
    public Mono<Integer> write() {
        return Mono.defer(() -> {
            List<OperationsLog.Entry> batch = new ArrayList<>();
            int size = waiting.drainTo(batch, BATCH);
            return size == 0
                    ? Mono.just(0)
                    : log.append(batch).doOnError(_ -> dropped.addAndGet(size)).thenReturn(size);
        });
    }

    /** How many were never written. */
    public long dropped() {
        return dropped.get();
    }

    private OperationsLog.Entry entry(Observation observation) {
        var request = observation.request();
        return new OperationsLog.Entry(observation.operation(),
                observation.bucket().map(BucketName::value).orElse(""), observation.key().map(ObjectKey::value),
                observation.zone(), observation.response().status(), observation.bytes(),
                Duration.between(request.receivedAt(), clock.instant()).toMillis(), request.id(), request.sourceIp(),
                request.receivedAt());
    }
}
