package dev.s3gateway.s3.op;

import dev.s3gateway.failure.Failure.Fault;
import dev.s3gateway.failure.Failure.Malformed;
import dev.s3gateway.replication.multipart.UploadRef;
import dev.s3gateway.s3.wire.Query;
import java.util.Optional;
import java.util.UUID;

/** Query parameters that several operations have. */
final class Arguments {

    private Arguments() {}

    /** The text of a parameter; absent and empty are the same. */
    static String text(Query query, String name) {
        return query.first(name).orElse("");
    }

    /** A page size such as {@code max-keys}: what is above the cap means the cap. */
    static int limit(Query query, String name, int smallest, int cap) {
        String text = text(query, name);
        if (text.isEmpty()) {
            return cap;
        }
        int asked = integer(text).orElseThrow(() -> invalid("Provided " + name
                + " not an integer or within integer range"));
        if (asked < smallest) {
            throw invalid("Argument " + name + " must be an integer between " + smallest + " and " + Integer.MAX_VALUE);
        }
        return Math.min(asked, cap);
    }

    /** The upload that a request is about, as its sender names it. */
    static UploadRef upload(Call call) {
        return new UploadRef(call.request().object(), text(call.request().query(), "uploadId"), call.caller().user());
    }

    static int partNumber(Query query) {
        return integer(text(query, "partNumber")).filter(number -> number >= 1 && number <= 10_000)
                .orElseThrow(() -> invalid("Part number must be an integer between 1 and 10000, inclusive"));
    }

    static Optional<Integer> integer(String text) {
        try {
            return Optional.of(Integer.parseInt(text));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** Nothing has versions yet, so every object is its own version {@code null} and none has another. */
    static void requireCurrentVersion(Query query) {
        otherVersion(query.first("versionId")).ifPresent(_ -> {
            throw noSuchVersion();
        });
    }

    /** The version asked for, where it is not the only one that there is. Fails where it cannot be one. */
    static Optional<String> otherVersion(Optional<String> asked) {
        Optional<String> other = asked.filter(version -> !version.equals("null"));
        other.ifPresent(Arguments::requireVersionId);
        return other;
    }

    static Malformed noSuchVersion() {
        return new Malformed(Fault.NO_SUCH_VERSION, "The specified version does not exist.");
    }

    private static void requireVersionId(String version) {
        try {
            UUID _ = UUID.fromString(version);
        } catch (IllegalArgumentException _) {
            throw invalid("Invalid version id specified");
        }
    }

    static Malformed invalid(String words) {
        return new Malformed(Fault.INVALID_ARGUMENT, words);
    }
}
