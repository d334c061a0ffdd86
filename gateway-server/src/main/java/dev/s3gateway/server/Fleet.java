package dev.s3gateway.server;

import dev.s3gateway.server.settings.GatewayConfig;
import dev.s3gateway.server.settings.ZoneChanges;
import dev.s3gateway.config.ConfigProblem;
import dev.s3gateway.job.Job;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.LedgerUnavailable;
import dev.s3gateway.ledger.Revisions;
import dev.s3gateway.ledger.Revisions.Revision;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * All gateways of one ledger go by one configuration: a reload here tells the others to read their files, too, and is
 * answered when they have, or were given their time. One whose files say something else stays behind, and says so.
 */
final class Fleet implements Job {

    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Step NEXT = new Step.Idle(Duration.ofSeconds(1));
    private static final Step LATER = new Step.Idle(Duration.ofSeconds(5));

    private final Revisions revisions;
    private final Reload reload;
    private final Function<GatewayConfig, String> digest;
    private final Duration patience;
    private volatile long loaded;
    private volatile long complainedOf;

    /**
     * @param digest the same for the same configuration, wherever it is read
     * @param patience how long others are given to follow
     */
    Fleet(Revisions revisions, Reload reload, Function<GatewayConfig, String> digest, Duration patience) {
        this.revisions = revisions;
        this.reload = reload;
        this.digest = digest;
        this.patience = patience;
    }

    /**
     * What a reload did, and who goes by another configuration.
     *
     * @param revision 0 where the ledger could not be told
     * @param behind processes that have not followed in time
     */
    record Report(List<String> changed, ZoneChanges zones, List<String> needsRestart, long revision,
            List<String> behind) {}

    /** As {@link Reload#now}, for all. */
    Mono<Report> now() {
        return reload.now()
                .flatMap(done -> announced()
                        .flatMap(number -> behind(number).map(behind -> report(done, number, behind)))
                        .onErrorResume(LedgerUnavailable.class,
                                _ -> Mono.just(report(done, 0, List.of("unknown: the ledger does not answer")))));
    }

    private static Report report(Reload.Report done, long number, List<String> behind) {
        return new Report(done.changed(), done.zones(), done.needsRestart(), number, behind);
    }

    /** Living gateways that go by another configuration than this one, or may do so; asked of the ledger at this moment. */
    Mono<List<String>> strangers() {
        return Mono.defer(() -> revisions.newest(loaded))
                .flatMap(newest -> isMine(newest)
                        ? caughtUp(newest).then(Mono.defer(() -> revisions.behind(newest.number())))
                        : Mono.just(List.of("whoever announced revision " + newest.number())))
                .defaultIfEmpty(List.of());
    }

    private Mono<Long> announced() {
        return Mono.defer(() -> revisions.announce(digest.apply(reload.current())))
                .map(Revision::number)
                .doOnNext(number -> loaded = number)
                .flatMap(number -> revisions.newest(number).thenReturn(number));
    }

    private Mono<List<String>> behind(long number) {
        return Mono.defer(() -> revisions.behind(number))
                .filter(List::isEmpty)
                .repeatWhenEmpty(tries -> tries.delayElements(LOOK))
                .timeout(patience, Mono.defer(() -> revisions.behind(number)));
    }

    @Override
    public String name() {
        return "fleet";
    }

    /** What a start goes by is the newest; from then on this gateway follows. */
    @Override
    public Mono<Step> step() {
        return Mono.defer(() -> loaded == 0
                ? announced().thenReturn(NEXT)
                : revisions.newest(loaded)
                        .flatMap(newest -> newest.number() > loaded ? followed(newest) : Mono.just(NEXT))
                        .defaultIfEmpty(NEXT));
    }

    private Mono<Step> followed(Revision newest) {
        Mono<Void> reading = isMine(newest)
                ? Mono.empty()
                : reload.quietly().onErrorComplete(ConfigProblem.class).then();
        return reading.then(Mono.defer(() -> isMine(newest) ? caughtUp(newest) : Mono.just(behind(newest))));
    }

    private boolean isMine(Revision newest) {
        return digest.apply(reload.current()).equals(newest.digest());
    }

    /** Said at once: whoever announced it waits for that. */
    private Mono<Step> caughtUp(Revision newest) {
        loaded = newest.number();
        return revisions.newest(loaded).thenReturn(NEXT);
    }

    private Step behind(Revision newest) {
        if (complainedOf != newest.number()) {
            complainedOf = newest.number();
            LOG.warn("another gateway of this ledger goes by another configuration (revision {}); bring the files here"
                    + " to the same state", newest.number());
        }
        return LATER;
    }
}
