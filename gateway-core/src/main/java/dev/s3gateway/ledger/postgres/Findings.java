package dev.s3gateway.ledger.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.s3gateway.backend.Ability;
import dev.s3gateway.backend.Answer;
import dev.s3gateway.backend.Capabilities;
import dev.s3gateway.backend.Concern;
import dev.s3gateway.backend.KeyRules;
import dev.s3gateway.backend.KeyTrait;
import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.Traits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What probes found, as JSON and back. What is missing is as S3 promises it. */
final class Findings {

    private Findings() {}

    static ObjectNode json(Traits traits) {
        ObjectNode json = Json.object();
        json.set("keys", json(traits.keys()));
        json.put("md5_tags", traits.tags().name())
                .put("sums", traits.sums())
                .put("reads_its_writes", traits.readsItsWrites());
        json.set("concerns", Json.texts(traits.concernsInOrder(), Concern.Kind::name));
        return json;
    }

    static Traits traits(Layout layout, JsonNode json) {
        return json.isEmpty()
                ? Traits.unprobed(layout)
                : new Traits(layout, keys(json.path("keys")), tags(json.path("md5_tags")),
                        json.path("sums").asBoolean(),
                        json.path("reads_its_writes").asBoolean(true),
                        set(json.path("concerns"), Concern.Kind::valueOf));
    }

    private static Traits.Md5Tags tags(JsonNode json) {
        return json.isTextual() ? Traits.Md5Tags.valueOf(json.asText()) : Traits.Md5Tags.BELIEVED;
    }

    static ObjectNode json(Capabilities found) {
        ObjectNode json = Json.object().put("enabled", found.enabled());
        ObjectNode answers = json.putObject("answers");
        found.answers()
                .forEach((ability, answer) -> answers.putObject(ability.name())
                        .put("verdict", answer.verdict().name())
                        .put("detail", answer.detail()));
        json.set("keys", json(found.keys()));
        json.set("concerns", Json.array(found.concerns(),
                concern -> Json.object().put("kind", concern.kind().name()).put("detail", concern.detail())));
        return json;
    }

    static Capabilities capabilities(Instant probedAt, JsonNode json) {
        Map<Ability, Answer> answers = new EnumMap<>(Ability.class);
        json.path("answers")
                .properties()
                .forEach(field -> answers.put(Ability.valueOf(field.getKey()), answer(field.getValue())));
        List<Concern> concerns = new ArrayList<>();
        json.path("concerns")
                .forEach(concern -> concerns.add(new Concern(Concern.Kind.valueOf(concern.path("kind").asText()),
                        concern.path("detail").asText())));
        return new Capabilities(probedAt, json.path("enabled").asBoolean(), answers, keys(json.path("keys")),
                concerns);
    }

    private static Answer answer(JsonNode json) {
        return new Answer(Answer.Verdict.valueOf(json.path("verdict").asText()), json.path("detail").asText());
    }

    private static ObjectNode json(KeyRules rules) {
        ObjectNode json = Json.object()
                .put("longest", rules.longest())
                .put("longest_name", rules.longestName())
                .put("nested", rules.nested());
        json.set("unsafe", Json.texts(rules.unsafeInOrder(), KeyTrait::name));
        return json;
    }

    private static KeyRules keys(JsonNode json) {
        return new KeyRules(set(json.path("unsafe"), KeyTrait::valueOf),
                json.path("longest").asInt(KeyRules.LONGEST), json.path("longest_name").asInt(KeyRules.LONGEST),
                json.path("nested").asBoolean(true));
    }

    private static <T> Set<T> set(JsonNode names, Function<String, T> value) {
        return names.valueStream().map(JsonNode::asText).map(value).collect(Collectors.toUnmodifiableSet());
    }
}
