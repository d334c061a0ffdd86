package dev.s3gateway.server.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What becomes of the zones, by their codes. */
public record ZoneChanges(List<String> added, List<String> removed, List<String> enabled, List<String> disabled,
        List<String> changed) {

    public static ZoneChanges between(List<ZoneConfig> before, List<ZoneConfig> after) {
        return new ZoneChanges(without(after, before), without(before, after),
                turned(before, after, (was, is) -> !was.isEnabled() && is.isEnabled()),
                turned(before, after, (was, is) -> was.isEnabled() && !is.isEnabled()),
                turned(before, after, (was, is) -> was.isEnabled() == is.isEnabled() && !was.equals(is)));
    }

    private static List<String> without(List<ZoneConfig> some, List<ZoneConfig> others) {
        Map<String, ZoneConfig> known = byCode(others);
        return some.stream().map(zone -> zone.zone().value()).filter(code -> !known.containsKey(code)).toList();
    }

    private static List<String> turned(List<ZoneConfig> before, List<ZoneConfig> after,
            BiPredicate<ZoneConfig, ZoneConfig> so) {
        Map<String, ZoneConfig> known = byCode(before);
        return after.stream()
                .filter(is -> Optional.ofNullable(known.get(is.zone().value()))
                        .filter(was -> so.test(was, is))
                        .isPresent())
                .map(zone -> zone.zone().value())
                .toList();
    }

    private static Map<String, ZoneConfig> byCode(List<ZoneConfig> zones) {
        return zones.stream().collect(Collectors.toMap(zone -> zone.zone().value(), Function.identity()));
    }
}
