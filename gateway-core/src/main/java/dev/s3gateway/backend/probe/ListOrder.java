package dev.s3gateway.backend.probe;

import dev.s3gateway.backend.Ability;
import dev.s3gateway.backend.Answer;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.object.ObjectKey;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Writes keys that other orders than that of UTF-8 bytes would sort in another way, and lists them. */
final class ListOrder implements Question {

    /** By words, without case, by path segments, or by UTF-16: each puts some of these elsewhere. */
    private static final List<String> NAMES = List.of("b", "B", "a.b/c", "a/b", "a-b", "a0", "_", "\u00e9", "\uff5e",
            "\ud83d\ude00");

    @Override
    public Ability ability() {
        return Ability.LIST_ORDER;
    }

    @Override
    public Mono<Answer> ask(Workbench bench) {
        String prefix = bench.under("order/");
        return Flux.fromIterable(NAMES)
                .flatMap(name -> written(bench, prefix + name), NAMES.size())
                .sort()
                .map(ObjectKey::value)
                .collectList()
                .flatMap(expected -> bench.store()
                        .keys(bench.bucket(), prefix, NAMES.size() + 1)
                        .map(found -> answer(expected, found)));
    }

    /** A name that the zone refuses is another question's. */
    private static Mono<ObjectKey> written(Workbench bench, String key) {
        return bench.put(key, key)
                .map(_ -> new ObjectKey(key))
                .onErrorResume(StoreFailure.Rejected.class, _ -> Mono.empty());
    }

    private static Answer answer(List<String> expected, List<String> found) {
        return found.containsAll(expected)
                ? Answer.of(found.equals(expected), "keys are listed in another order")
                : Answer.no("not every key is listed");
    }
}
