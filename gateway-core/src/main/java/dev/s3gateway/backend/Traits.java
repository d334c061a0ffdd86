package dev.s3gateway.backend;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What every write to a zone bucket must know of it.
 *
 * @param layout how its locators are minted
 * @param keys which names it can keep
 * @param md5Tags false: its tags look like MD5s of our bytes and are not
 * @param readsItsWrites false: what it has acknowledged counts only once it was seen there
 * @param concerns rules that an operator must accept before anything is written there
 */
public record Traits(Layout layout, KeyRules keys, boolean md5Tags, boolean readsItsWrites,
        Set<Concern.Kind> concerns) {

    public Traits {
        concerns = concerns.isEmpty() ? Set.of() : Set.copyOf(concerns);
    }

    /** Of a bucket that nobody has probed yet. */
    public static Traits unprobed(Layout layout) {
        return new Traits(layout, KeyRules.ALL, true, true, Set.of());
    }

    public static Traits of(Capabilities found) {
        return new Traits(found.layout(), found.keys(), !found.lacks(Ability.DIGEST),
                !found.lacks(Ability.READ_AFTER_WRITE),
                found.concerns().stream().map(Concern::kind).collect(Collectors.toUnmodifiableSet()));
    }

    public Traits sealed() {
        return new Traits(Layout.SEALED, keys, md5Tags, readsItsWrites, concerns);
    }

    /** In the order in which they are declared, for people. */
    public Set<Concern.Kind> concernsInOrder() {
        return concerns.isEmpty() ? Set.of() : EnumSet.copyOf(concerns);
    }
}
