package dev.s3gateway.replication.multipart;

import dev.s3gateway.ledger.Upload;
import dev.s3gateway.ledger.UploadedPart;
import java.util.List;

/** Some parts of an upload, by number. {@code truncated}: at least one more follows. */
public record PartPage(Upload upload, List<UploadedPart> parts, boolean truncated) {

    public PartPage {
        parts = List.copyOf(parts);
    }

    static PartPage of(Upload upload, List<UploadedPart> found, int limit) {
        return new PartPage(upload, found.subList(0, Math.min(limit, found.size())), found.size() > limit);
    }
}
