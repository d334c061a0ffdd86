package dev.s3gateway.upkeep;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.job.Job;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.lifecycle.CrashPoints;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Removes bytes that no live version has any more, by their exact address. The ledger is asked directly before each
 * removal. Where the zone's own version is not known, what bears the stamp is looked up first; nothing there is done.
 */
public final class PurgeJob implements Job {

    private final TaskQueue queue;
    private final CrashPoints crash;

    public PurgeJob(TaskQueue queue, CrashPoints crash) {
        this.queue = queue;
        this.crash = crash;
    }

    @Override
    public String name() {
        return "purge";
    }

    @Override
    public Mono<Step> step() {
        return queue.work(Task.Kind.PURGE, this::purge);
    }

    private Mono<Void> purge(Task task) {
        return queue.zoneOf(task)
                .flatMap(zone -> Mono.justOrEmpty(task.locator())
                        .flatMapMany(locator -> places(zone.store(), locator))
                        .concatMap(place -> removed(task, zone.store(), place))
                        .then());
    }

    private static Flux<Locator> places(ObjectStore store, Locator locator) {
        return locator.isProvisional()
                ? store.stampedAt(locator).onErrorResume(StoreFailure.NotFound.class, _ -> Flux.empty())
                : Flux.just(locator);
    }

    private Mono<Void> removed(Task task, ObjectStore store, Locator place) {
        return queue.tasks()
                .mayPurge(task)
                .filter(may -> may)
                .flatMap(_ -> crash.at("purge.before-delete")
                        .then(Mono.defer(() -> store.delete(place)))
                        .onErrorResume(StoreFailure.NotFound.class, _ -> Mono.empty())
                        .then(crash.at("purge.after-delete")));
    }
}
