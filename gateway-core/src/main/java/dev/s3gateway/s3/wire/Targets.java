package dev.s3gateway.s3.wire;

import dev.s3gateway.failure.Failure.Fault;
import dev.s3gateway.failure.Failure.Malformed;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.object.ObjectKey;
import dev.s3gateway.object.ObjectRef;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Says what a request is about, by one rule: a Host of the form {@code bucket.domain} names the bucket and the whole
 * path is the key; with every other Host the path is {@code /bucket/key} or {@code /s3/bucket/key} (which cannot be
 * confused: {@code s3} is too short for a bucket). Keys are decoded once and never normalised.
 *
 * @param domain the domain whose sub-domains are buckets, when one is configured
 */
public record Targets(Optional<String> domain) {

    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{0,5})?");
    private static final String PREFIX = "/s3";

    public Targets {
        domain = domain.map(name -> name.toLowerCase(Locale.ROOT));
    }

    /**
     * The target of a request.
     *
     * @param hosts every Host header that was sent
     * @throws dev.s3gateway.failure.Failure.Malformed where the target is ambiguous, undecodable, or names no possible
     *         bucket or key
     */
    public Target of(List<String> hosts, RequestTarget sent) {
        Optional<String> bucket = host(hosts, sent).flatMap(this::bucketOf);
        return bucket.isPresent() ? inBucket(bucket.get(), sent.rawPath().substring(1)) : ofPath(sent.rawPath());
    }

    private static Optional<String> host(List<String> hosts, RequestTarget sent) {
        Optional<String> named = hosts.stream().findFirst().filter(host -> !host.isEmpty());
        if (hosts.size() > 1 || named.filter(host -> !HOST.matcher(host).matches()).isPresent()) {
            throw ambiguous();
        }
        if (sent.authority().isPresent() && !named.filter(sent.authority().get()::equalsIgnoreCase).isPresent()) {
            throw ambiguous();
        }
        return named.map(host -> withoutPort(host).toLowerCase(Locale.ROOT));
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon < 0 || host.endsWith("]") ? host : host.substring(0, colon);
    }

    private Optional<String> bucketOf(String host) {
        return domain.filter(name -> host.endsWith("." + name))
                .map(name -> host.substring(0, host.length() - name.length() - 1));
    }

    private static Target ofPath(String rawPath) {
        String path = rawPath.equals(PREFIX) || rawPath.startsWith(PREFIX + "/")
                ? rawPath.substring(PREFIX.length())
                : rawPath;
        if (path.isEmpty() || path.equals("/")) {
            return new Target.Service();
        }
        int slash = path.indexOf('/', 1);
        return slash < 0
                ? inBucket(PercentDecoder.path(path.substring(1)), "")
                : inBucket(PercentDecoder.path(path.substring(1, slash)), path.substring(slash + 1));
    }

    private static Target inBucket(String name, String rawKey) {
        BucketName bucket = bucket(name);
        return rawKey.isEmpty()
                ? new Target.Bucket(bucket)
                : new Target.Key(new ObjectRef(bucket, key(PercentDecoder.path(rawKey))));
    }

    /** The bucket of this name, wherever a client writes one. */
    public static BucketName bucket(String name) {
        if (!BucketName.isValid(name)) {
            throw new Malformed(Fault.INVALID_BUCKET_NAME, "The specified bucket is not valid.");
        }
        return new BucketName(name);
    }

    /** The key of this name, not empty, wherever a client writes one. */
    public static ObjectKey key(String name) {
        if (name.getBytes(StandardCharsets.UTF_8).length > ObjectKey.MAX_BYTES) {
            throw new Malformed(Fault.KEY_TOO_LONG, "Your key is too long");
        }
        return new ObjectKey(name);
    }

    private static Malformed ambiguous() {
        return new Malformed(Fault.INVALID_REQUEST, "The Host header does not say which host is meant.");
    }
}
