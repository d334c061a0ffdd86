package dev.s3gateway.s3.op;

import dev.s3gateway.s3.wire.S3Response;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Objects that a browser might run as a page or a script. */
final class DangerousTypes {

    private static final Pattern RUNS = Pattern.compile("html|xml|svg|script|flash|^text/");

    private DangerousTypes() {}

    /** Tells the browser to take the type at its word and not to look for a more exciting one. */
    static S3Response guard(S3Response response) {
        return Optional.ofNullable(response.headers().get("Content-Type"))
                .filter(type -> RUNS.matcher(type.toLowerCase(Locale.ROOT)).find())
                .map(_ -> response.with("X-Content-Type-Options", "nosniff"))
                .orElse(response);
    }
}
