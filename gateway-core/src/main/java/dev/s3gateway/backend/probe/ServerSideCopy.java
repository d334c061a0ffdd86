package dev.s3gateway.backend.probe;

import dev.s3gateway.backend.Ability;
import dev.s3gateway.backend.Answer;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.Metadata;
import java.util.List;
import reactor.core.publisher.Mono;

/** Has the zone copy what it holds, with a stamp and metadata of the copy's own. */
final class ServerSideCopy implements Question {

    private static final String TEXT = "to be copied";
    private static final String TYPE = "text/x-copy";

    @Override
    public Ability ability() {
        return Ability.COPY;
    }

    @Override
    public Mono<Answer> ask(Workbench bench) {
        return bench.put(bench.planned(bench.under("source")), Body.of(TEXT))
                .flatMap(source -> copied(bench, source.locator()))
                .onErrorResume(StoreFailure.Rejected.class, refusal -> Mono.just(Answer.no("refused: " + refusal.code)))
                .onErrorResume(StoreFailure.Corrupt.class,
                        corrupt -> Mono.just(Answer.no("it is not what was asked for")));
    }

    private static Mono<Answer> copied(Workbench bench, Locator source) {
        Locator planned = bench.planned(bench.under("copy"));
        return bench.store()
                .copy(planned, Metadata.ofType(TYPE), source)
                .doOnNext(bench::landed)
                .map(Stored::locator)
                .flatMap(copy -> Mono.zip(bench.holds(copy, TEXT), bears(bench, planned, copy), Boolean::logicalAnd))
                .map(right -> Answer.of(right, "it is not what was asked for"));
    }

    private static Mono<Boolean> bears(Workbench bench, Locator planned, Locator copy) {
        return Mono.zip(bench.store().metadata(copy).map(said -> said.contentType().equals(TYPE)),
                bench.store().stampedAt(planned).collectList().map(found -> found.equals(List.of(copy))),
                Boolean::logicalAnd);
    }
}
