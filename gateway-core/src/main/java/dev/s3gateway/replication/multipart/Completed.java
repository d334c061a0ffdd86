package dev.s3gateway.replication.multipart;

import dev.s3gateway.ledger.Content;
import dev.s3gateway.replication.write.Written;
import java.util.Optional;

/** An upload that became an object. {@code written} is empty where that happened at an earlier request. */
public record Completed(Content content, Optional<Written> written) {}
