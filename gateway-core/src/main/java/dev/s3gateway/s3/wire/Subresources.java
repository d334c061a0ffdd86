package dev.s3gateway.s3.wire;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which query parameters make a request mean something else. {@code PUT /bucket/key?legal-hold} must never be taken for
 * a PutObject of the XML that it carries, not even while there is no operation for it.
 */
final class Subresources {

    private static final Set<String> KNOWN = Set.of("abac", "accelerate", "acl", "analytics", "annotation",
            "annotations", "attributes", "append", "cors", "delete", "encryption", "intelligent-tiering", "inventory",
            "legal-hold", "lifecycle", "location", "logging", "metadataConfiguration", "metadataInventoryTable",
            "metadataJournalTable", "metadataTable", "metrics", "notification", "object-lock", "ownershipControls",
            "policy", "policyStatus", "publicAccessBlock", "renameObject", "replication", "requestPayment", "restore",
            "retention", "select", "session", "tagging", "torrent", "uploadId", "uploads", "versioning", "versions",
            "website");

    /** Parameters that only tell more about a request, and may be there without a value. */
    private static final Set<String> ARGUMENTS = Set.of("allow-unordered", "awsaccesskeyid", "bucket-region",
            "continuation-token", "delimiter", "encoding-type", "expires", "fetch-owner", "id", "id-marker",
            "key-marker", "list-type", "marker", "max-buckets", "max-keys", "max-parts", "max-uploads",
            "part-number-marker", "partnumber", "prefix", "select-type", "signature", "start-after",
            "upload-id-marker", "version-id-marker", "versionid");

    private Subresources() {}

    /** A subresource in the request that its route has not asked for. */
    static Optional<String> unasked(Query query, Route route) {
        return query.parameters()
                .stream()
                .filter(Subresources::isSubresource)
                .map(Query.Parameter::name)
                .filter(name -> !route.asksFor(name))
                .findFirst();
    }

    /** Subresources come as bare words, so a bare word that is no argument is one that we have not heard of yet. */
    private static boolean isSubresource(Query.Parameter parameter) {
        return KNOWN.contains(parameter.name()) || (parameter.value().isEmpty() && !isArgument(parameter.name()));
    }

    private static boolean isArgument(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return ARGUMENTS.contains(lower) || lower.startsWith("x-") || lower.startsWith("response-");
    }
}
