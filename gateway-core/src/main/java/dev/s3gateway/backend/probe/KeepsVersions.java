package dev.s3gateway.backend.probe;

import dev.s3gateway.backend.Ability;
import dev.s3gateway.backend.Answer;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.bytes.Body;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Whether a bucket keeps the versions that it promises: of several writes to one key at the same time each must come
 * back with a version of its own, and all of them must be there afterwards. There are services that lose some.
 */
final class KeepsVersions implements Question {

    /** Two rounds: a race that a service loses now and then it may win once. */
    private static final int ROUNDS = 2;
    private static final int WRITES = 12;

    @Override
    public Ability ability() {
        return Ability.VERSIONS;
    }

    @Override
    public Mono<Answer> ask(Workbench bench) {
        return bench.settings().versioned()
                ? Flux.range(0, ROUNDS)
                        .concatMap(_ -> round(bench))
                        .filter(answer -> answer.verdict() == Answer.Verdict.NO)
                        .next()
                        .defaultIfEmpty(Answer.yes())
                : Mono.just(Answer.no("it is not enabled"));
    }

    private static Mono<Answer> round(Workbench bench) {
        return Flux.range(0, WRITES)
                .flatMap(n -> written(bench, "writer " + n), WRITES)
                .collectMap(Map.Entry::getKey, Map.Entry::getValue, HashMap::new)
                .flatMap(found -> answer(bench, found));
    }

    /** A writer that the zone refuses while another writes has lost nothing, and shows nothing. */
    private static Mono<Map.Entry<Locator, String>> written(Workbench bench, String text) {
        return bench.put(bench.planned(bench.under("versions")), Body.of(text))
                .map(Stored::locator)
                .map(locator -> Map.entry(locator, text))
                .onErrorResume(StoreFailure.Rejected.class, _ -> Mono.empty());
    }

    private static Mono<Answer> answer(Workbench bench, Map<Locator, String> found) {
        List<String> named = found.keySet().stream().flatMap(copy -> copy.zoneVersion().stream()).distinct().toList();
        if (found.keySet().stream().anyMatch(Locator::isProvisional)) {
            return Mono.just(Answer.no("what is written gets no version id"));
        }
        if (named.size() < found.size()) {
            return Mono.just(Answer.no("two writes got one version id"));
        }
        return Flux.fromIterable(found.entrySet())
                .flatMap(copy -> bench.holds(copy.getKey(), copy.getValue()), WRITES)
                .filter(there -> !there)
                .count()
                .map(lost -> Answer.of(lost == 0, lost + " of " + found.size() + " concurrent writes were lost"));
    }
}
