package dev.s3gateway.replication;

import dev.s3gateway.ledger.Content;
import java.util.Optional;

/** An upload that became an object. {@code written} is empty where that happened at an earlier request. */
public record Completed(Content content, Optional<Written> written) {}
