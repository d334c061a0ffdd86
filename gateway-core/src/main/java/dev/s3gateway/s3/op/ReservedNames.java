package dev.s3gateway.s3.op;

import dev.s3gateway.object.BucketName;
import java.util.Set;

/** The first words of our own paths: a bucket of such a name could not be reached. */
public final class ReservedNames {

    private static final Set<String> WORDS = Set.of("api", "backends", "bucket-config", "buckets", "console", "health",
            "initialize-bucket", "metrics", "openapi.json", "providers");

    private ReservedNames() {}

    public static boolean allow(BucketName name) {
        return !WORDS.contains(name.value());
    }
}
