package dev.s3gateway.object;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The conditional headers of one request (RFC 9110 §13). A tag list may hold {@code *}, here {@link #ANY}. */
public record Conditions(List<ETag> ifMatch, List<ETag> ifNoneMatch, Optional<Instant> ifModifiedSince,
        Optional<Instant> ifUnmodifiedSince) {

    public static final ETag ANY = new ETag("*");
    public static final Conditions NONE = new Conditions(List.of(), List.of(), Optional.empty(), Optional.empty());

    public enum Verdict {
        PROCEED, NOT_MODIFIED, PRECONDITION_FAILED
    }

    public Conditions {
        ifMatch = List.copyOf(ifMatch);
        ifNoneMatch = List.copyOf(ifNoneMatch);
    }

    public boolean isNone() {
        return equals(NONE);
    }

    /** For GET and HEAD of an existing object: tags beat dates (RFC 9110 §13.2.2); dates compare in whole seconds. */
    public Verdict forRead(ETag current, Instant lastModified) {
        Instant modified = Instant.ofEpochSecond(lastModified.getEpochSecond());
        if (ifMatch.isEmpty() ? ifUnmodifiedSince.filter(modified::isAfter).isPresent() : !names(ifMatch, current)) {
            return Verdict.PRECONDITION_FAILED;
        }
        boolean unchanged = ifNoneMatch.isEmpty()
                ? ifModifiedSince.filter(since -> !modified.isAfter(since)).isPresent()
                : names(ifNoneMatch, current);
        return unchanged ? Verdict.NOT_MODIFIED : Verdict.PROCEED;
    }

    /** For a write over an existing object. Over a missing one, see {@link #requiresExistence}. */
    public boolean allowOverwrite(ETag current) {
        return (ifMatch.isEmpty() || names(ifMatch, current))
                && (ifNoneMatch.isEmpty() || !names(ifNoneMatch, current));
    }

    /** The header that forbids the overwrite which {@link #allowOverwrite} refused. */
    public String failedBy(ETag current) {
        return ifMatch.isEmpty() || names(ifMatch, current) ? "If-None-Match" : "If-Match";
    }

    public boolean requiresExistence() {
        return !ifMatch.isEmpty();
    }

    private static boolean names(List<ETag> tags, ETag current) {
        return tags.contains(ANY) || tags.contains(current);
    }
}
