package dev.s3gateway.replication.multipart;

import dev.s3gateway.ledger.UploadId;
import java.util.Optional;

/**
 * Which open uploads of a bucket are wanted.
 *
 * @param delimiter rolls keys up into common prefixes; empty for none
 * @param afterKey only what follows this key or common prefix; empty for all
 * @param afterUpload also uploads of {@code afterKey} itself with greater ids
 */
public record UploadSearch(String prefix, String delimiter, String afterKey, Optional<UploadId> afterUpload,
        int limit) {

    /** The common prefix under which a key is rolled up; empty where it stands for itself. */
    Optional<String> rolledUp(String key) {
        int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
        return end < 0 ? Optional.empty() : Optional.of(key.substring(0, end + delimiter.length()));
    }
}
