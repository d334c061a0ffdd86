package dev.s3gateway.replication.multipart;

import dev.s3gateway.ledger.Upload;
import dev.s3gateway.ledger.UploadId;
import java.util.List;
import java.util.Optional;

/** Open uploads and common prefixes of their keys; {@code next} where more follow, and after what. */
public record UploadPage(List<Upload> uploads, List<String> prefixes, Optional<Next> next) {

    /** The last upload of a page, or the common prefix that ended it. */
    public record Next(String name, Optional<UploadId> upload) {}

    public UploadPage {
        uploads = List.copyOf(uploads);
        prefixes = List.copyOf(prefixes);
    }
}
