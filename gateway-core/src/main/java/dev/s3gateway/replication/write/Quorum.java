package dev.s3gateway.replication.write;

import dev.s3gateway.placement.Ack;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** When it is time to decide about lanes: with {@link Ack#SETTLED} at the end of all, else as soon as enough ended well. */
public final class Quorum {

    private Quorum() {}

    /**
     * What is known by then. Whoever runs the lanes keeps them running: this stops listening when it has heard enough.
     */
    public static <O> Mono<List<O>> of(Ack ack, Flux<O> outcomes, Predicate<List<O>> enough) {
        if (ack == Ack.SETTLED) {
            return outcomes.collectList();
        }
        List<O> none = List.of();
        return outcomes.scan(none, Quorum::with).takeUntil(enough).last();
    }

    private static <O> List<O> with(List<O> some, O one) {
        List<O> more = new ArrayList<>(some);
        more.add(one);
        return more;
    }
}
