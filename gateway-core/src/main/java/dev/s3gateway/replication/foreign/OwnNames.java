package dev.s3gateway.replication.foreign;

import java.util.regex.Pattern;

/** Names in zones that only we give. Whatever lies there is never shown as somebody else's. */
public final class OwnNames {

    private static final String HIDDEN = ".s3gateway/";
    private static final Pattern SEALED = Pattern
            .compile(".*![0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\.\\d{1,10}", Pattern.DOTALL);

    private OwnNames() {}

    public static boolean contains(String key) {
        return key.startsWith(HIDDEN) || SEALED.matcher(key).matches();
    }
}
