package dev.s3gateway.replication.foreign;

import dev.s3gateway.backend.OwnKeys;
import java.util.List;
import java.util.regex.Pattern;

/** Names in zones that only we give. Whatever lies there is never shown as somebody else's. */
public final class OwnNames {

    /** Beside what lies below our prefix: the keys by which a probe finds out how long a name may be, or how it begins. */
    private static final List<String> HIDDEN = List.of(OwnKeys.PREFIX, OwnKeys.WHOLE + "probe-", "/" + OwnKeys.PREFIX);
    private static final Pattern SEALED = Pattern
            .compile(".*![0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\.\\d{1,10}", Pattern.DOTALL);

    private OwnNames() {}

    public static boolean contains(String key) {
        return HIDDEN.stream().anyMatch(key::startsWith) || SEALED.matcher(key).matches();
    }
}
