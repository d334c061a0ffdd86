package dev.s3gateway.s3.wire;

import dev.s3gateway.failure.Failure.Fault;
import dev.s3gateway.failure.Failure.Malformed;
import dev.s3gateway.object.ObjectRef;
import java.util.Locale;
import java.util.Optional;

/**
 * The header {@code x-amz-copy-source}: {@code bucket/key}, with or without a slash before it, percent-encoded once, and
 * behind a question mark that is not encoded {@code versionId=…}.
 */
public record CopySource(ObjectRef object, Optional<String> version) {

    public static final String HEADER = "x-amz-copy-source";

    private static final String VERSION = "?versionId=";
    /** Is it a version, or the end of a key? Services have been fooled by both, so nobody is answered either. */
    private static final String AMBIGUOUS = "%3fversionid=";

    public static CopySource of(Headers headers) {
        return parse(headers.first(HEADER).orElse(""));
    }

    static CopySource parse(String header) {
        if (header.toLowerCase(Locale.ROOT).contains(AMBIGUOUS)) {
            throw invalid();
        }
        int question = header.indexOf('?');
        String path = question < 0 ? header : header.substring(0, question);
        if (question >= 0 && !header.startsWith(VERSION, question)) {
            throw invalid();
        }
        return new CopySource(object(path), question < 0
                ? Optional.empty()
                : Optional.of(PercentDecoder.path(header.substring(question + VERSION.length()))));
    }

    /** Decoded before it is taken apart: some clients encode the slash between bucket and key too. */
    private static ObjectRef object(String path) {
        String decoded = PercentDecoder.path(path);
        String name = decoded.startsWith("/") ? decoded.substring(1) : decoded;
        int slash = name.indexOf('/');
        if (slash < 0 || slash == name.length() - 1) {
            throw invalid();
        }
        String key = name.substring(slash + 1);
        if (leavesItsBucket(key)) {
            throw invalid();
        }
        return new ObjectRef(Targets.bucket(name.substring(0, slash)), Targets.key(key));
    }

    /** Keys are opaque, but one that climbs above its bucket is never meant well by somebody who reads. */
    private static boolean leavesItsBucket(String key) {
        int depth = 0;
        for (String segment : key.split("/", -1)) {
            depth += segment.equals("..") ? -1 : segment.isEmpty() || segment.equals(".") ? 0 : 1;
            if (depth < 0) {
                return true;
            }
        }
        return false;
    }

    private static Malformed invalid() {
        return new Malformed(Fault.INVALID_ARGUMENT, "Copy Source must mention the source bucket and key: "
                + "sourcebucket/sourcekey");
    }
}
