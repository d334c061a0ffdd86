package dev.s3gateway.backend.local;

import dev.s3gateway.backend.StoreFailure;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The threads of one zone that may wait for its disk: a dead disk holds up these and no others. How many calls wait in
 * line is the business of the concurrency limit before the store.
 */
final class DiskThreads {

    private final ThreadPoolExecutor executor;
    private final Scheduler scheduler;

    /** {@code last} runs when the threads were closed and everything that had begun is over. */
    @SuppressWarnings("UnnecessaryMethodReference") // hides that the executor is a service, see below
    DiskThreads(String name, int threads, Runnable last) {
        AtomicInteger number = new AtomicInteger();
        this.executor = new ThreadPoolExecutor(threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                task -> Thread.ofPlatform().daemon().name(name + "-" + number.incrementAndGet()).unstarted(task)) {
            @Override
            protected void terminated() {
                last.run();
            }
        };
        executor.allowCoreThreadTimeOut(true);
        // As a plain Executor: Reactor would interrupt the threads of an ExecutorService when a call is cancelled, and
        // an interrupt closes the file channel that the thread works on. Trampolined: a worker's tasks stay in order.
        this.scheduler = Schedulers.fromExecutor(executor::execute, true);
    }

    Scheduler scheduler() {
        return scheduler;
    }

    <T> Mono<T> call(IoFailures.Blocking<T> work) {
        return translated(Mono.fromSupplier(() -> IoFailures.call(work)));
    }

    Mono<Void> run(IoFailures.Work work) {
        return translated(Mono.fromRunnable(() -> IoFailures.run(work)));
    }

    private <T> Mono<T> translated(Mono<T> work) {
        return work.subscribeOn(scheduler)
                .onErrorMap(RejectedExecutionException.class, DiskThreads::closed);
    }

    /** What a call that comes too late is told. */
    static StoreFailure closed(RejectedExecutionException refused) {
        return new StoreFailure.Unreachable("this zone is closed", refused);
    }

    void close() {
        executor.shutdown();
    }
}
