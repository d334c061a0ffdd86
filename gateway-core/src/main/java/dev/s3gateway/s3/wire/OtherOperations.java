package dev.s3gateway.s3.wire;

import static dev.s3gateway.s3.wire.Scope.BUCKET;
import static dev.s3gateway.s3.wire.Scope.KEY;
import static dev.s3gateway.s3.wire.Scope.SERVICE;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The operations of S3 by name and route, so that those without an implementation are refused by name. One that gets an
 * implementation may stay here: the implementation wins.
 */
final class OtherOperations {

    record Other(String name, Route route) {}

    private static final List<Other> ALL = Stream
            .of(configurations(), publicAccessBlock(), ofBuckets(), ofObjects(), multipart())
            .flatMap(Function.identity())
            .toList();

    private OtherOperations() {}

    static List<Other> all() {
        return ALL;
    }

    private static Stream<Other> configurations() {
        return Stream
                .of(configuration("Acl", "acl", "GET", "PUT"), configuration("Versioning", "versioning", "GET", "PUT"),
                        configuration("RequestPayment", "requestPayment", "GET", "PUT"),
                        configuration("Logging", "logging", "GET", "PUT"), configuration("Abac", "abac", "GET", "PUT"),
                        configuration("Tagging", "tagging", "GET", "PUT", "DELETE"),
                        configuration("Cors", "cors", "GET", "PUT", "DELETE"),
                        configuration("Policy", "policy", "GET", "PUT", "DELETE"),
                        configuration("Encryption", "encryption", "GET", "PUT", "DELETE"),
                        configuration("Replication", "replication", "GET", "PUT", "DELETE"),
                        configuration("Website", "website", "GET", "PUT", "DELETE"),
                        configuration("OwnershipControls", "ownershipControls", "GET", "PUT", "DELETE"),
                        configuration("AccelerateConfiguration", "accelerate", "GET", "PUT"),
                        configuration("LifecycleConfiguration", "lifecycle", "GET", "PUT"),
                        configuration("NotificationConfiguration", "notification", "GET", "PUT"),
                        configuration("AnalyticsConfiguration", "analytics", "GET", "PUT", "DELETE"),
                        configuration("IntelligentTieringConfiguration", "intelligent-tiering", "GET", "PUT", "DELETE"),
                        configuration("InventoryConfiguration", "inventory", "GET", "PUT", "DELETE"),
                        configuration("MetricsConfiguration", "metrics", "GET", "PUT", "DELETE"))
                .flatMap(Function.identity());
    }

    private static Stream<Other> publicAccessBlock() {
        return Stream.of(
                other("GetPublicAccessBlock", Route.get(BUCKET).query("publicAccessBlock")),
                other("PutPublicAccessBlock", Route.put(BUCKET).query("publicAccessBlock")),
                other("DeletePublicAccessBlock", Route.delete(BUCKET).query("publicAccessBlock")));
    }

    private static Stream<Other> ofBuckets() {
        return Stream.of(
                other("DeleteBucketLifecycle", Route.delete(BUCKET).query("lifecycle")),
                other("GetBucketPolicyStatus", Route.get(BUCKET).query("policyStatus")),
                other("ListDirectoryBuckets", Route.get(SERVICE).query("x-id=ListDirectoryBuckets")),
                other("CreateSession", Route.get(BUCKET).query("session")),
                other("GetObjectLockConfiguration", Route.get(BUCKET).query("object-lock")),
                other("PutObjectLockConfiguration", Route.put(BUCKET).query("object-lock")),
                other("ListObjectVersions", Route.get(BUCKET).query("versions")),
                other("ListMultipartUploads", Route.get(BUCKET).query("uploads")),
                other("CreateBucketMetadataConfiguration", Route.post(BUCKET).query("metadataConfiguration")),
                other("GetBucketMetadataConfiguration", Route.get(BUCKET).query("metadataConfiguration")),
                other("DeleteBucketMetadataConfiguration", Route.delete(BUCKET).query("metadataConfiguration")),
                other("CreateBucketMetadataTableConfiguration", Route.post(BUCKET).query("metadataTable")),
                other("GetBucketMetadataTableConfiguration", Route.get(BUCKET).query("metadataTable")),
                other("DeleteBucketMetadataTableConfiguration", Route.delete(BUCKET).query("metadataTable")),
                other("PostObject", Route.post(BUCKET)),
                other("PreflightRequest", Route.of("OPTIONS", BUCKET)),
                other("PreflightRequest", Route.of("OPTIONS", KEY)));
    }

    private static Stream<Other> ofObjects() {
        return Stream.of(
                other("CopyObject", Route.put(KEY).header("x-amz-copy-source")),
                other("GetObjectAcl", Route.get(KEY).query("acl")),
                other("PutObjectAcl", Route.put(KEY).query("acl")),
                other("GetObjectAttributes", Route.get(KEY).query("attributes")),
                other("GetObjectLegalHold", Route.get(KEY).query("legal-hold")),
                other("PutObjectLegalHold", Route.put(KEY).query("legal-hold")),
                other("GetObjectRetention", Route.get(KEY).query("retention")),
                other("PutObjectRetention", Route.put(KEY).query("retention")),
                other("GetObjectTagging", Route.get(KEY).query("tagging")),
                other("PutObjectTagging", Route.put(KEY).query("tagging")),
                other("DeleteObjectTagging", Route.delete(KEY).query("tagging")),
                other("GetObjectTorrent", Route.get(KEY).query("torrent")),
                other("RenameObject", Route.put(KEY).query("renameObject")),
                other("RestoreObject", Route.post(KEY).query("restore")),
                other("SelectObjectContent", Route.post(KEY).query("select")));
    }

    private static Stream<Other> multipart() {
        return Stream.of(
                other("CreateMultipartUpload", Route.post(KEY).query("uploads")),
                other("CompleteMultipartUpload", Route.post(KEY).query("uploadId")),
                other("AbortMultipartUpload", Route.delete(KEY).query("uploadId")),
                other("ListParts", Route.get(KEY).query("uploadId")),
                other("UploadPart", Route.put(KEY).query("partNumber").query("uploadId")),
                other("UploadPartCopy",
                        Route.put(KEY).query("partNumber").query("uploadId").header("x-amz-copy-source")));
    }

    private static Stream<Other> configuration(String topic, String subresource, String... methods) {
        return Arrays.stream(methods)
                .map(method -> other(verb(method) + "Bucket" + topic, Route.of(method, BUCKET).query(subresource)));
    }

    private static String verb(String method) {
        return method.charAt(0) + method.substring(1).toLowerCase(Locale.ROOT);
    }

    private static Other other(String name, Route route) {
        return new Other(name, route);
    }
}
