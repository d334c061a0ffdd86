package dev.s3gateway.s3.wire;

import java.util.Optional;
import java.util.Set;

/**
 * Which query parameters make a request mean something else. {@code PUT /bucket/key?legal-hold} must never be taken for
 * a PutObject of the XML that it carries, not even while there is no operation for it.
 * Words that S3 does not know it ignores, and so do we: SDKs, proxies and people add their own to a URL.
 */
final class Subresources {

    private static final Set<String> KNOWN = Set.of("abac", "accelerate", "acl", "analytics", "annotation",
            "annotations", "attributes", "append", "cors", "delete", "encryption", "intelligent-tiering", "inventory",
            "legal-hold", "lifecycle", "location", "logging", "metadataConfiguration", "metadataInventoryTable",
            "metadataJournalTable", "metadataTable", "metrics", "notification", "object-lock", "ownershipControls",
            "policy", "policyStatus", "publicAccessBlock", "renameObject", "replication", "requestPayment", "restore",
            "retention", "select", "session", "tagging", "torrent", "uploadId", "uploads", "versioning", "versions",
            "website");

    private Subresources() {}

    /** A subresource in the request that its route has not asked for. */
    static Optional<String> unasked(Query query, Route route) {
        return query.parameters()
                .stream()
                .map(Query.Parameter::name)
                .filter(KNOWN::contains)
                .filter(name -> !route.asksFor(name))
                .findFirst();
    }
}
