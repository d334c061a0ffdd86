package dev.s3gateway.product;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.s3.TestS3;
import dev.s3gateway.backend.s3.TestZone;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What an S3 zone holds, asked there and not through the gateway. */
final class AtZone {

    private static final int PATIENCE_SECONDS = 120;

    private AtZone() {}

    /** Waits until repair has brought every body to the zone; what is still missing then is an error. */
    static void awaitCopies(TestS3 zone, Map<String, byte[]> bodies) throws InterruptedException {
        try (S3AsyncClient client = zone.stranger()) {
            for (int second = 0; second < PATIENCE_SECONDS && !missing(client, bodies).isEmpty(); second++) {
                TimeUnit.SECONDS.sleep(1);
            }
            assertThat(missing(client, bodies)).as("missing or different in " + zone.endpoint()).isEmpty();
        }
    }

    /** What is not there yet is an error. */
    static void assertHolds(TestS3 zone, Map<String, byte[]> bodies) {
        try (S3AsyncClient client = zone.stranger()) {
            assertThat(missing(client, bodies)).as("missing or different in " + zone.endpoint()).isEmpty();
        }
    }

    /** Waits for a copy of exactly these bytes with this ETag, under the object's own name or one with a version behind it. */
    static void awaitCopy(TestZone zone, String bucket, String key, byte[] body, String etag)
            throws InterruptedException {
        String wanted = etag + " " + sha256(body);
        try (S3AsyncClient client = zone.stranger()) {
            List<String> copies = copies(client, bucket, key);
            for (int second = 0; second < PATIENCE_SECONDS && !copies.contains(wanted); second++) {
                TimeUnit.SECONDS.sleep(1);
                copies = copies(client, bucket, key);
            }
            assertThat(copies).as("copies of " + key + " at " + zone.name()).contains(wanted);
        }
    }

    private static List<String> copies(S3AsyncClient zone, String bucket, String key) {
        try {
            return zone.listObjectsV2(request -> request.bucket(bucket).prefix(key))
                    .join()
                    .contents()
                    .stream()
                    .filter(entry -> entry.key().equals(key) || entry.key().startsWith(key + "!"))
                    .map(entry -> entry.eTag() + " " + sha256(read(zone, bucket, entry.key())))
                    .toList();
        } catch (CompletionException e) {
            return List.of(e.toString());
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] read(S3AsyncClient zone, String bucket, String key) {
        return zone.getObject(request -> request.bucket(bucket).key(key),
                AsyncResponseTransformer.<GetObjectResponse>toBytes()).join().asByteArray();
    }

    private static List<String> missing(S3AsyncClient zone, Map<String, byte[]> bodies) {
        return bodies.entrySet()
                .stream()
                .filter(entry -> !isThere(zone, entry.getKey(), entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Under its key, or under a name that we made: a copy whose key may lie in another's way there has one. */
    private static boolean isThere(S3AsyncClient zone, String path, byte[] body) {
        int slash = path.indexOf('/');
        String bucket = path.substring(0, slash);
        return isUnder(zone, bucket, path.substring(slash + 1), body)
                || hidden(zone, bucket).anyMatch(key -> isUnder(zone, bucket, key, body));
    }

    private static Stream<String> hidden(S3AsyncClient zone, String bucket) {
        try {
            return zone.listObjectsV2(request -> request.bucket(bucket).prefix(".s3gateway/"))
                    .join()
                    .contents()
                    .stream()
                    .map(S3Object::key);
        } catch (CompletionException _) {
            return Stream.empty();
        }
    }

    private static boolean isUnder(S3AsyncClient zone, String bucket, String key, byte[] body) {
        try {
            return Arrays.equals(body, read(zone, bucket, key));
        } catch (CompletionException _) {
            return false;
        }
    }
}
