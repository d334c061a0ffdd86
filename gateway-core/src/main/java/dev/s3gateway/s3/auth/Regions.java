package dev.s3gateway.s3.auth;

import java.util.function.Predicate;

/** The regions that a signature may name: our own, and any other that the catalogue knows. */
public record Regions(String own, Predicate<String> alsoKnown) {

    public static Regions only(String own) {
        return new Regions(own, _ -> false);
    }

    boolean accept(String region) {
        return region.equals(own) || alsoKnown.test(region);
    }
}
