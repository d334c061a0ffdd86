package dev.s3gateway.backend.probe;

import dev.s3gateway.backend.Ability;
import dev.s3gateway.backend.Answer;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.Metadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** Whether a reader at the zone sees what the client said of an object. */
final class MetadataRoundTrip implements Question {

    private static final Metadata SAID = new Metadata("text/x-probe; charset=utf-8",
            Map.of("cache-control", "max-age=60, no-transform", "content-disposition", "inline; filename=\"a b.txt\"",
                    "content-encoding", "x-probe", "content-language", "nn-NO"),
            Map.of("colour", "Blue & green", "with-dash", "1+1=2"));

    @Override
    public Ability ability() {
        return Ability.METADATA;
    }

    @Override
    public Mono<Answer> ask(Workbench bench) {
        return bench.put(bench.planned(bench.under("metadata")), SAID, Body.of("metadata"))
                .flatMap(stored -> bench.store().metadata(stored.locator()))
                .map(MetadataRoundTrip::answer);
    }

    private static Answer answer(Metadata found) {
        List<String> lost = new ArrayList<>();
        if (!found.contentType().equals(SAID.contentType())) {
            lost.add("content-type");
        }
        SAID.standard()
                .keySet()
                .stream()
                .sorted()
                .filter(name -> !found.standard(name).equals(SAID.standard(name)))
                .forEach(lost::add);
        if (!found.user().entrySet().containsAll(SAID.user().entrySet())) {
            lost.add("user metadata");
        }
        return Answer.of(lost.isEmpty(), "lost or changed: " + String.join(", ", lost));
    }
}
