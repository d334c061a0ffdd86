package dev.s3gateway.replication.read;

import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.lifecycle.Background;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The beginning of a read for which a second zone may be asked. The one that loses is not cut off: it is heard to its
 * answer or its deadline, so that its circuit and what is known of its speed learn of it, and its body is given up at
 * once. Who waits never waits for the loser.
 */
final class HedgedStart {

    private final VersionReader reader;
    private final Hedging hedging;
    private final Background background;

    HedgedStart(VersionReader reader, Hedging hedging, Background background) {
        this.reader = reader;
        this.hedging = hedging;
        this.background = background;
    }

    /** What became of asking one copy. */
    private sealed interface Outcome {

        record Answered(Started started) implements Outcome {}

        record Failed(Source source, StoreFailure failure) implements Outcome {}

        /** Another was faster. */
        record Lost() implements Outcome {}

        record Late() implements Outcome {}
    }

    /** The first of at least two copies, or the second where the first is not there after {@code patience}. */
    Mono<Started> start(Passage passage, List<Source> sources, Duration patience) {
        return Mono.defer(() -> {
            Race race = new Race();
            Source first = sources.getFirst();
            Mono<Outcome> primary = asked(passage, first, sources.subList(1, sources.size()), race);
            return soon(passage, sources, patience, primary, race)
                    .doOnNext(_ -> race.handedOver())
                    .doOnCancel(() -> abandoned(race));
        });
    }

    /** The first copy's answer, or what is done without it once it is late. */
    private Mono<Started> soon(Passage passage, List<Source> sources, Duration patience, Mono<Outcome> primary,
            Race race) {
        Mono<Outcome> late = Mono.delay(patience, hedging.clock()).thenReturn(new Outcome.Late());
        return Mono.firstWithSignal(primary, late)
                .flatMap(outcome -> next(outcome, passage, sources, patience, primary, race));
    }

    private Mono<Started> next(Outcome outcome, Passage passage, List<Source> sources, Duration patience,
            Mono<Outcome> primary, Race race) {
        List<Source> others = sources.subList(1, sources.size());
        return switch (outcome) {
            case Outcome.Answered(var started) -> Mono.just(started);
            case Outcome.Failed(var source, var failure) ->
                reader.report(passage, source, failure).then(Mono.defer(() -> reader.start(passage, others)));
            case Outcome.Late() when hedging.mayAskAnother() -> both(passage, sources, primary, race);
            // The longer it takes, the more it needs the next place in the budget; most are merely a little late.
            case Outcome.Late() -> soon(passage, sources, patience, primary, race);
            // Only once nobody waits any more.
            case Outcome.Lost() -> Mono.empty();
        };
    }

    private Mono<Started> both(Passage passage, List<Source> sources, Mono<Outcome> primary, Race race) {
        Source second = sources.get(1);
        List<Source> rest = sources.subList(2, sources.size());
        // The late one is the last hope of a reading that breaks off.
        List<Source> afterwards = new ArrayList<>(rest);
        afterwards.add(sources.getFirst());
        return Flux.merge(primary, asked(passage, second, List.copyOf(afterwards), race))
                .concatMap(outcome -> winner(passage, outcome))
                .next()
                .doOnNext(won -> hedging.ended(second.zone().code(), won.source().equals(second)))
                .switchIfEmpty(Mono.defer(() -> {
                    hedging.ended(second.zone().code(), false);
                    return reader.start(passage, rest);
                }));
    }

    private Mono<Started> winner(Passage passage, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered(var started) -> Mono.just(started);
            case Outcome.Failed(var source, var failure) ->
                reader.report(passage, source, failure).then(Mono.empty());
            case Outcome.Late(),Outcome.Lost() -> Mono.empty();
        };
    }

    /** Asked once, by whoever waits first; nobody who leaves stops it. */
    private Mono<Outcome> asked(Passage passage, Source source, List<Source> others, Race race) {
        ZoneCode zone = source.zone().code();
        return background.detached("read from " + zone, reader.ask(passage, source, others)
                .flatMap(race::take)
                .<Outcome>map(Outcome.Answered::new)
                .defaultIfEmpty(new Outcome.Lost())
                .onErrorResume(StoreFailure.class, failure -> Mono.just(new Outcome.Failed(source, failure))))
                .cache();
    }

    private void abandoned(Race race) {
        race.close()
                .ifPresent(unread -> background.start("give up a read",
                        unread.found().body().discard().onErrorComplete()));
    }
}
