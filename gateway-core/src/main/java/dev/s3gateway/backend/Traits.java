package dev.s3gateway.backend;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What every write to a zone bucket must know of it.
 *
 * @param layout how its locators are minted
 * @param keys which names it can keep
 * @param tags whether its tags are the MD5s of our bytes
 * @param sums whether it was seen to refuse bytes that a wrong sum stands behind
 * @param readsItsWrites false: what it has acknowledged counts only once it was seen there
 * @param concerns rules that an operator must accept before anything is written there
 */
public record Traits(Layout layout, KeyRules keys, Md5Tags tags, boolean sums, boolean readsItsWrites,
        Set<Concern.Kind> concerns) {

    /** What is known of a zone bucket's tags. */
    public enum Md5Tags {
        /** They look like MD5s of our bytes and are not. */
        FALSE,
        /** Where they look like MD5s, they are compared. */
        BELIEVED,
        /** The probe has seen one, and it was true. */
        SEEN
    }

    public Traits {
        concerns = concerns.isEmpty() ? Set.of() : Set.copyOf(concerns);
    }

    /** Of a bucket that nobody has probed yet. */
    public static Traits unprobed(Layout layout) {
        return new Traits(layout, KeyRules.ALL, Md5Tags.BELIEVED, false, true, Set.of());
    }

    public static Traits of(Capabilities found) {
        return new Traits(found.layout(), found.keys(), tags(found), found.has(Ability.TRAILER),
                !found.lacks(Ability.READ_AFTER_WRITE),
                found.concerns().stream().map(Concern::kind).collect(Collectors.toUnmodifiableSet()));
    }

    private static Md5Tags tags(Capabilities found) {
        if (found.lacks(Ability.DIGEST)) {
            return Md5Tags.FALSE;
        }
        return found.answer(Ability.DIGEST).equals(Capabilities.MD5) ? Md5Tags.SEEN : Md5Tags.BELIEVED;
    }

    public Traits sealed() {
        return new Traits(Layout.SEALED, keys, tags, sums, readsItsWrites, concerns);
    }

    /** In the order in which they are declared, for people. */
    public Set<Concern.Kind> concernsInOrder() {
        return concerns.isEmpty() ? Set.of() : EnumSet.copyOf(concerns);
    }
}
