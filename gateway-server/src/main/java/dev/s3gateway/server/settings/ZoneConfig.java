package dev.s3gateway.server.settings;

import dev.s3gateway.backend.BucketNaming;
import dev.s3gateway.backend.Concern;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.direct.DataPath;
import dev.s3gateway.backend.direct.PayloadSigning;
import dev.s3gateway.backend.s3.S3ZoneConfig;
import dev.s3gateway.config.Secret;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.server.http.Router;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One zone as an operator describes it: the union of what the replaced systems' files say.
 *
 * @param code the zone's stable name; where it is left out, its {@code name}
 * @param path the directory of a local zone; a relative one lies in the data directory
 * @param endpoint where an S3 service is, left out for AWS; {@code file:/…} is another way to name a directory
 * @param sessionToken where the key pair is a temporary one
 * @param dataPath who carries the objects of an S3 service
 * @param payloadSigning whether our own client signs the bytes, too
 * @param readOnly read, where nothing else has an object, and never written to
 * @param bucketTemplate what the zone calls our buckets, of {@code {bucket}}, {@code {zone}} and {@code {hash}}
 * @param buckets what it calls single ones, such as a bucket that was there before us, by the clients' names
 * @param enableVersioning whether versions are switched on in buckets that were there before us
 * @param acceptSettings rules of the zone's own that its buckets may have, and be written to all the same
 * @param metaBucket accepted, for the files of system 2, and not used: what it held is in the ledger
 */
public record ZoneConfig(Optional<String> code, Optional<String> name, Optional<String> provider,
        Optional<String> region,
        Optional<Boolean> primary, Optional<Boolean> enabled, Optional<Path> path, Optional<String> endpoint,
        Optional<Secret> accessKey, Optional<Secret> secretKey, Optional<Secret> sessionToken,
        Optional<Boolean> usePathStyle, Optional<DataPath> dataPath, Optional<PayloadSigning> payloadSigning,
        Optional<Boolean> sslSkipVerify, Optional<Boolean> disableChecksum, Optional<Boolean> readOnly,
        Optional<String> bucketTemplate, Optional<Map<String, String>> buckets, Optional<Boolean> enableVersioning,
        Optional<List<String>> acceptSettings, Optional<String> metaBucket) {

    private static final String AWS_REGION = "us-east-1";

    public ZoneConfig {
        if (code.isEmpty() && name.isEmpty()) {
            throw new IllegalArgumentException("a zone needs a 'code' (in JSON zone_code) such as FI-HEL-UC-1");
        }
        var _ = new ZoneCode(code.or(() -> name).orElseThrow());
        if (path.isPresent() && endpoint.isPresent()) {
            throw new IllegalArgumentException(
                    "endpoint and path exclude each other: a zone is a directory or a service");
        }
        boolean local = path.isPresent() || endpoint.filter(text -> text.startsWith("file:")).isPresent();
        if (!local && (accessKey.isEmpty() || secretKey.isEmpty())) {
            throw new IllegalArgumentException("a zone needs a path (a directory), or an access key and a secret key"
                    + " (an S3 service: the one at its endpoint, else AWS)");
        }
        if (primary.orElse(false) && readOnly.orElse(false)) {
            throw new IllegalArgumentException(
                    "read-only and primary exclude each other: the primary zone is the first to be written to");
        }
        var _ = naming(bucketTemplate, buckets);
        var _ = kinds(acceptSettings);
    }

    public ZoneCode zone() {
        return new ZoneCode(code.or(() -> name).orElseThrow());
    }

    public boolean isEnabled() {
        return enabled.orElse(true);
    }

    public boolean isPrimary() {
        return primary.orElse(false);
    }

    boolean isReadOnly() {
        return readOnly.orElse(false);
    }

    /** Whether writes may go there. */
    public boolean takesWrites() {
        return isEnabled() && !isReadOnly();
    }

    Set<Concern.Kind> accepted() {
        return kinds(acceptSettings);
    }

    private static Set<Concern.Kind> kinds(Optional<List<String>> names) {
        return names.orElse(List.of()).stream().map(ZoneConfig::kind).collect(Collectors.toUnmodifiableSet());
    }

    private static Concern.Kind kind(String name) {
        return Arrays.stream(Concern.Kind.values())
                .filter(kind -> kind.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("accept-settings knows no '" + name + "'; known are "
                        + Arrays.stream(Concern.Kind.values())
                                .map(Concern.Kind::label)
                                .collect(Collectors.joining(", "))));
    }

    BucketNaming naming() {
        return naming(bucketTemplate, buckets);
    }

    private static BucketNaming naming(Optional<String> template, Optional<Map<String, String>> buckets) {
        Map<BucketName, String> mapped = new HashMap<>();
        buckets.orElse(Map.of()).forEach((bucket, name) -> mapped.put(reachable(bucket), name));
        return new BucketNaming(template.orElse(BucketNaming.SAME.template()), mapped);
    }

    private static BucketName reachable(String bucket) {
        if (!BucketName.isValid(bucket) || Router.RESERVED.contains(bucket)) {
            throw new IllegalArgumentException("buckets maps '" + bucket + "', but clients cannot call a bucket so;"
                    + " write first what clients shall say, then the name in the zone");
        }
        return new BucketName(bucket);
    }

    /** The directory of a local zone. */
    public Optional<Path> directory() {
        return path.or(() -> endpoint.filter(text -> text.startsWith("file:")).map(text -> Path.of(URI.create(text))));
    }

    /** The S3 service; empty where the zone is a directory. */
    public Optional<S3ZoneConfig> service() {
        return directory().isPresent() ? Optional.empty() : Optional.of(s3());
    }

    /** Where it lies, as operators may see it. */
    public String place(Path data) {
        return directory().map(data::resolve)
                .map(root -> root.toUri().toString())
                .or(() -> endpoint)
                .orElseGet(() -> "AWS in " + s3().region());
    }

    private S3ZoneConfig s3() {
        // AWS wants the bucket in the host name; most others have no certificate, or no name server, for that.
        return new S3ZoneConfig(zone(), endpoint.map(URI::create), region.orElse(AWS_REGION),
                accessKey.orElseThrow().reveal(), secretKey.orElseThrow(), sessionToken,
                usePathStyle.orElse(endpoint.isPresent()), !sslSkipVerify.orElse(false),
                !disableChecksum.orElse(false), enableVersioning.orElse(false));
    }

    public DataPath carrier() {
        return dataPath.orElse(DataPath.AUTO);
    }

    public PayloadSigning signing() {
        return payloadSigning.orElse(PayloadSigning.AUTO);
    }

    /** As the rest of the product sees it, without secrets; {@code store} reaches it. */
    public Zone described(Path data, boolean isPrimary, ObjectStore store) {
        Optional<S3ZoneConfig> service = service();
        return new Zone(zone(), name.orElse(zone().value()), provider.orElse(service.isPresent() ? "S3" : "local"),
                service.map(S3ZoneConfig::region).or(() -> region).orElse("local"), Optional.of(place(data)), isPrimary,
                isEnabled(), isReadOnly(), naming(), accepted(), store);
    }

    /** How an operator calls it in a message. */
    String words() {
        return "the zone " + zone() + name.map(text -> " (" + text + ")").orElse("");
    }
}
