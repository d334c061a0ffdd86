package dev.s3gateway.s3.op;

import dev.s3gateway.failure.Failure.NotImplemented;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ETag;
import dev.s3gateway.s3.wire.CopySource;
import dev.s3gateway.s3.wire.Headers;
import dev.s3gateway.s3.wire.HttpDates;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Conditions as they stand in headers: tags quoted or bare, weak or strong, several with commas, or a star. */
final class ConditionHeaders {

    private static final Pattern TAG = Pattern.compile("(?:W/)?\"([^\"]*)\"|([^\\s,\"]+)");

    /** What an empty tag stands for: no object has it, so it never matches. */
    private static final String NO_TAG = "-";

    private ConditionHeaders() {}

    static Conditions ofRead(Headers headers) {
        return ofRead(headers, "");
    }

    /** On the source of a copy. */
    static Conditions ofCopySource(Headers headers) {
        return ofRead(headers, CopySource.HEADER + "-");
    }

    private static Conditions ofRead(Headers headers, String prefix) {
        return new Conditions(tags(headers, prefix + "if-match"), tags(headers, prefix + "if-none-match"),
                date(headers, prefix + "if-modified-since"), date(headers, prefix + "if-unmodified-since"));
    }

    /** Only a star can be asked not to match: "unless it is this very object" is not offered, by AWS neither. */
    static Conditions ofWrite(Headers headers) {
        List<ETag> unless = tags(headers, "if-none-match");
        if (!unless.isEmpty() && !unless.equals(List.of(Conditions.ANY))) {
            throw new NotImplemented("If-None-Match");
        }
        refuse(headers, "if-modified-since", "if-unmodified-since");
        return new Conditions(tags(headers, "if-match"), unless, Optional.empty(), Optional.empty());
    }

    static Conditions ofDelete(Headers headers) {
        refuse(headers, "if-none-match", "if-modified-since", "if-unmodified-since", "x-amz-if-match-size",
                "x-amz-if-match-last-modified-time");
        return new Conditions(tags(headers, "if-match"), List.of(), Optional.empty(), Optional.empty());
    }

    /** The conditions of one entry of a DeleteObjects. */
    static Conditions ofTag(Optional<String> tag) {
        return new Conditions(tag.map(ConditionHeaders::tags).orElse(List.of()), List.of(), Optional.empty(),
                Optional.empty());
    }

    static List<ETag> tags(String text) {
        return TAG.matcher(text).results().map(ConditionHeaders::tag).toList();
    }

    private static List<ETag> tags(Headers headers, String name) {
        List<String> given = headers.all(name);
        return given.isEmpty() ? List.of() : tags(String.join(",", given));
    }

    private static ETag tag(MatchResult found) {
        String value = found.group(1) == null ? found.group(2) : found.group(1);
        return new ETag(value.isEmpty() ? NO_TAG : value);
    }

    private static Optional<Instant> date(Headers headers, String name) {
        return headers.first(name).flatMap(HttpDates::parse);
    }

    /** A condition that we do not check must not look as if it had held. */
    private static void refuse(Headers headers, String... names) {
        for (String name : names) {
            if (headers.has(name)) {
                throw new NotImplemented(name);
            }
        }
    }
}
