package dev.s3gateway.upkeep;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.job.Job;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.lifecycle.CrashPoints;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Removes bytes that no live version has any more, by their exact address. The ledger is asked directly before each
 * removal. What bears the same stamp goes too: it is how bytes are found whose zone version nobody was told.
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

    // A request that arrived twice has left two versions with one stamp, of which only one was ever answered.
    private static Flux<Locator> places(ObjectStore store, Locator locator) {
        Flux<Locator> stamped = store.stampedAt(provisional(locator))
                .onErrorResume(StoreFailure.NotFound.class, _ -> Flux.empty());
        return locator.isProvisional() || isOursByItsTag(locator)
                ? stamped
                : Flux.just(locator).concatWith(stamped).distinct();
    }

    /** Another version of the same bytes has the same tag, and may have the name by now; but not the stamp. */
    private static boolean isOursByItsTag(Locator locator) {
        return locator.tag().isPresent() && !locator.stamp().isNone();
    }

    private static Locator provisional(Locator locator) {
        return new Locator(locator.zone(), locator.bucket(), locator.key(), Optional.empty(), locator.stamp());
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
