package dev.s3gateway.backend.s3;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ZoneDigest;
import dev.s3gateway.object.ByteRange;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * What the head of an answer says about a copy, whoever read it from the wire: the SDK or our own client. It is believed
 * only where it is about the copy and the bytes that were asked for.
 *
 * @param length of the bytes that follow
 * @param range the {@code Content-Range}, where only some bytes follow
 * @param version as the zone names it, {@code null} where it says so in words
 */
public record CopyHead(OptionalLong length, Optional<String> tag, Optional<String> range, Optional<String> version,
        Optional<String> stamp, Encryption encryption) {

    private static final Pattern SIZE = Pattern.compile("\\d{1,18}");

    /** Whose key the copy lies under, if anybody's: then its tag is no MD5 of ours. */
    public record Encryption(@Nullable String kmsKey, @Nullable String customerAlgorithm, @Nullable String kind) {}

    static CopyHead of(PutObjectResponse answer) {
        return new CopyHead(OptionalLong.empty(), Optional.ofNullable(answer.eTag()), Optional.empty(),
                Optional.ofNullable(answer.versionId()), Optional.empty(),
                new Encryption(answer.ssekmsKeyId(), answer.sseCustomerAlgorithm(),
                        answer.serverSideEncryptionAsString()));
    }

    static CopyHead of(GetObjectResponse answer) {
        return new CopyHead(
                answer.contentLength() == null ? OptionalLong.empty() : OptionalLong.of(answer.contentLength()),
                Optional.ofNullable(answer.eTag()), Optional.ofNullable(answer.contentRange()),
                Optional.ofNullable(answer.versionId()), Labels.stampIn(answer.metadata()),
                new Encryption(answer.ssekmsKeyId(), answer.sseCustomerAlgorithm(),
                        answer.serverSideEncryptionAsString()));
    }

    /** What the tag says about our bytes. */
    public ZoneDigest digest() {
        return tag.map(text -> Tags.digest(text, encryption.kmsKey, encryption.customerAlgorithm, encryption.kind))
                .orElseGet(ZoneDigest.None::new);
    }

    /** The planned locator, with the zone's version where the zone named one. */
    public Locator located(Locator planned) {
        return version.filter(name -> !name.equals(ZoneBuckets.UNVERSIONED))
                .map(planned::withZoneVersion)
                .orElse(planned);
    }

    /** Why this is not an answer to a GET of that copy; empty where it is one. */
    public Optional<String> doubt(Locator asked, Optional<ByteRange.Resolved> wanted) {
        // Some give no ETag for the empty object that stands for a directory.
        if (length.isEmpty() || (tag.isEmpty() && length.getAsLong() > 0)) {
            return Optional.of("the answer for " + asked.key() + " has no length or no ETag: no S3 service gave it");
        }
        if (wanted.isPresent() ? !isOf(wanted.get()) : range.filter(text -> !hasSize(text)).isPresent()) {
            return Optional.of("other bytes of " + asked.key() + " than were asked for: " + range.orElse("all"));
        }
        boolean sameVersion = asked.version().isEmpty() || asked.version().equals(version);
        boolean sameStamp = stamp.filter(text -> !text.equals(asked.stamp().text())).isEmpty();
        return sameVersion && sameStamp
                ? Optional.empty()
                : Optional.of("another version of " + asked.key() + " than was asked for: " + version.orElse("none"));
    }

    /** Of the whole copy, also where only a range of it follows. */
    public long wholeSize() {
        return range.map(text -> Long.parseLong(sizeIn(text)))
                .orElseGet(length::getAsLong);
    }

    private boolean isOf(ByteRange.Resolved wanted) {
        String expected = "bytes " + wanted.first() + "-" + wanted.last() + "/";
        return length.getAsLong() == wanted.length()
                && range.filter(text -> text.startsWith(expected) && hasSize(text)).isPresent();
    }

    private static boolean hasSize(String range) {
        return SIZE.matcher(sizeIn(range)).matches();
    }

    private static String sizeIn(String range) {
        return range.substring(range.indexOf('/') + 1);
    }
}
