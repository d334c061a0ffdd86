package dev.s3gateway.backend;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a probe found out about one zone bucket.
 *
 * @param enabled the bucket says that it keeps versions, whether or not it does
 */
public record Capabilities(Instant probedAt, boolean enabled, Map<Ability, Answer> answers, KeyRules keys,
        List<Concern> concerns) {

    /** To {@link Ability#DIGEST}: the digest is the MD5, as the copy's tag. */
    public static final Answer MD5 = Answer.yes("MD5");

    public Capabilities {
        answers = answers.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(answers));
        concerns = List.copyOf(concerns);
    }

    public Answer answer(Ability ability) {
        return answers.getOrDefault(ability, Answer.unknown("not asked"));
    }

    public boolean has(Ability ability) {
        return answer(ability).verdict() == Answer.Verdict.YES;
    }

    public boolean lacks(Ability ability) {
        return answer(ability).verdict() == Answer.Verdict.NO;
    }

    /** Natural only where the bucket promises versions and has shown that it means it (protocol.md §2). */
    public Layout layout() {
        return enabled && has(Ability.VERSIONS) ? Layout.NATURAL : Layout.SEALED;
    }
}
