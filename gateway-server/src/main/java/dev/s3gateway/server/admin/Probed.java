package dev.s3gateway.server.admin;

import dev.s3gateway.backend.Ability;
import dev.s3gateway.backend.Answer;
import dev.s3gateway.backend.Capabilities;
import dev.s3gateway.backend.Concern;
import dev.s3gateway.backend.KeyRules;
import dev.s3gateway.backend.KeyTrait;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a probe found, in the words of operators: the same in the management interface and in {@code s3gateway check}. */
public record Probed(Map<String, Told> abilities, Optional<Names> keys, List<Finding> findings) {

    public record Told(String verdict, String detail) {}

    public record Names(List<String> unsafe, int longest, int longestName, boolean nested) {}

    public record Finding(String setting, String detail, boolean accepted) {}

    /** {@code found} is empty before the first probe. */
    public static Probed of(Optional<Capabilities> found, Set<Concern.Kind> accepted) {
        Map<String, Told> told = new LinkedHashMap<>();
        for (Ability ability : Ability.values()) {
            Answer answer = found.map(all -> all.answer(ability)).orElseGet(() -> Answer.unknown("not asked yet"));
            told.put(ability.label(),
                    new Told(answer.verdict().name().toLowerCase(Locale.ROOT), answer.detail()));
        }
        return new Probed(told, found.map(all -> names(all.keys())),
                findings(found.map(Capabilities::concerns).orElse(List.of()), accepted));
    }

    public static List<Finding> findings(List<Concern> concerns, Set<Concern.Kind> accepted) {
        return concerns.stream()
                .map(concern -> new Finding(concern.kind().label(), concern.detail(),
                        accepted.contains(concern.kind())))
                .toList();
    }

    private static Names names(KeyRules rules) {
        return new Names(rules.unsafeInOrder().stream().map(KeyTrait::label).toList(), rules.longest(),
                rules.longestName(), rules.nested());
    }
}
