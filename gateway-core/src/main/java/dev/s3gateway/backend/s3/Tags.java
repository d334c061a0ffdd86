package dev.s3gateway.backend.s3;

import dev.s3gateway.backend.ZoneDigest;
import dev.s3gateway.object.ETag;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the tag in a zone's answer says about our bytes. */
final class Tags {

    private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}(-[1-9][0-9]{0,4})?");

    private Tags() {}

    /** Only 32 hexadecimal digits, for parts with their number, without a key of somebody else's are MD5s of our bytes. */
    static ZoneDigest digest(String header, @Nullable String kmsKey, @Nullable String customerAlgorithm,
            @Nullable String encryption) {
        String tag = header.replace("\"", "").toLowerCase(Locale.ROOT);
        boolean ofOurBytes = kmsKey == null && customerAlgorithm == null
                && (encryption == null || encryption.equals("AES256"));
        return ofOurBytes && MD5.matcher(tag).matches() ? new ZoneDigest.Md5(new ETag(tag)) : new ZoneDigest.None();
    }
}
