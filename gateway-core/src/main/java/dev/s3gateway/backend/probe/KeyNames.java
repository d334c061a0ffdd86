package dev.s3gateway.backend.probe;

import dev.s3gateway.backend.Answer;
import dev.s3gateway.backend.KeyRules;
import dev.s3gateway.backend.KeyTrait;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Which keys are keys of their own in a zone bucket: each is written beside those that it might be taken for. */
final class KeyNames {

    /** Files' names are mostly bounded by 255 bytes, and some services append to them. */
    private static final List<Integer> NAMES = List.of(KeyRules.LONGEST, 255, 220, 150, 64);
    private static final List<Integer> LENGTHS = List.of(KeyRules.LONGEST, 1000, 900, 500, 250);
    private static final int AT_ONCE = 4;

    private final Workbench bench;

    KeyNames(Workbench bench) {
        this.bench = bench;
    }

    Mono<KeyRules> rules() {
        Mono<Set<KeyTrait>> unsafe = Flux.fromArray(KeyTrait.values())
                .flatMap(trait -> isKept(KeySample.of(trait, bench.run())).filter(kept -> !kept).map(_ -> trait),
                        AT_ONCE)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(KeyTrait.class)));
        Mono<Integer> name = most(NAMES.stream().map(n -> KeySample.ofName(n, bench.run())).toList(), NAMES);
        Mono<Integer> length = most(LENGTHS.stream().map(n -> KeySample.ofLength(n, bench.run())).toList(), LENGTHS);
        return Mono.zip(unsafe, length, name, isKept(KeySample.nested(bench.run())))
                .map(found -> new KeyRules(found.getT1(), found.getT2(), found.getT3(), found.getT4()));
    }

    static Answer answer(KeyRules rules) {
        List<String> bounds = new ArrayList<>();
        if (!rules.unsafe().isEmpty()) {
            bounds.add("not " + rules.unsafeInOrder().stream().map(KeyTrait::label).collect(Collectors.joining(", ")));
        }
        if (rules.longest() < KeyRules.LONGEST) {
            bounds.add("at most " + rules.longest() + " bytes");
        }
        if (rules.longestName() < KeyRules.LONGEST) {
            bounds.add("at most " + rules.longestName() + " bytes between slashes");
        }
        if (!rules.nested()) {
            bounds.add("none below another");
        }
        return Answer.of(rules.allowAll(), String.join("; ", bounds));
    }

    private Mono<Integer> most(List<KeySample> samples, List<Integer> bytes) {
        return Flux.range(0, samples.size())
                .concatMap(n -> isKept(samples.get(n)).filter(kept -> kept).map(_ -> bytes.get(n)))
                .next()
                .defaultIfEmpty(bytes.getLast());
    }

    private Mono<Boolean> isKept(KeySample sample) {
        return Flux.fromIterable(sample.others())
                .concatMap(other -> written(other))
                .collectList()
                .flatMap(others -> written(sample.key()).flatMap(copy -> isItself(copy)
                        .flatMap(itself -> itself ? areStill(others) : Mono.just(false))))
                .defaultIfEmpty(false);
    }

    private record Copy(Locator planned, Locator there, String text) {}

    /** Empty where the zone refuses the key, in whatever words, and is well otherwise. */
    private Mono<Copy> written(String key) {
        Locator planned = bench.planned(key);
        String text = planned.stamp().text();
        return bench.put(planned, dev.s3gateway.bytes.Body.of(text))
                .map(Stored::locator)
                .map(there -> new Copy(planned, there, text))
                .onErrorResume(StoreFailure.class, this::isWell);
    }

    private <T> Mono<T> isWell(StoreFailure failure) {
        return failure instanceof StoreFailure.Unreachable || failure instanceof StoreFailure.Throttled
                ? bench.store().ping().retry(2).then(Mono.empty())
                : Mono.empty();
    }

    /** By its name and its bytes, and as what its stamp is found at. */
    private Mono<Boolean> isItself(Copy copy) {
        return Mono.zip(bench.holds(copy.there, copy.text),
                bench.store().stampedAt(copy.planned).collectList().map(found -> found.equals(List.of(copy.there))),
                Boolean::logicalAnd)
                .onErrorResume(StoreFailure.class, failure -> this.<Boolean>isWell(failure).defaultIfEmpty(false));
    }

    private Mono<Boolean> areStill(List<Copy> others) {
        return Flux.fromIterable(others).concatMap(other -> bench.holds(other.there, other.text)).all(there -> there);
    }
}
