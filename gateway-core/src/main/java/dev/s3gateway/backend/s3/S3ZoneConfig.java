package dev.s3gateway.backend.s3;

import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.config.Secret;
import java.net.URI;
import java.util.Optional;

/**
 * How to reach one S3 zone.
 *
 * @param endpoint empty: AWS in this region
 * @param pathStyle whether the bucket stands in the path instead of the host name
 * @param sessionToken where the keys are temporary ones
 * @param verifyDigest false: what the zone says about the bytes is not compared, only their number
 * @param enableVersioning whether versions are switched on in buckets that were there before us
 * @param verifyCertificate false: whoever answers is believed; for a zone whose certificate cannot be checked
 */
public record S3ZoneConfig(ZoneCode zone, Optional<URI> endpoint, String region, String accessKey, Secret secretKey,
        Optional<Secret> sessionToken, boolean pathStyle, boolean verifyCertificate, boolean verifyDigest,
        boolean enableVersioning) {

    /** With keys that last; buckets that were there before us stay as they are. */
    public S3ZoneConfig(ZoneCode zone, Optional<URI> endpoint, String region, String accessKey, Secret secretKey,
            boolean pathStyle, boolean verifyCertificate, boolean verifyDigest) {
        this(zone, endpoint, region, accessKey, secretKey, Optional.empty(), pathStyle, verifyCertificate,
                verifyDigest, false);
    }

    public S3ZoneConfig {
        endpoint.ifPresent(uri -> {
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean bare = uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
            if (!web || uri.getHost() == null || !bare) {
                // Not the address itself: a password that was put there must not be printed.
                throw new IllegalArgumentException("the endpoint of zone " + zone
                        + " must look like http://host[:port] or https://host[:port], without user, password or query");
            }
        });
        if (region.isBlank() || accessKey.isBlank() || secretKey.isEmpty()) {
            throw new IllegalArgumentException("zone " + zone + " needs a region, an access key and a secret key");
        }
    }
}
