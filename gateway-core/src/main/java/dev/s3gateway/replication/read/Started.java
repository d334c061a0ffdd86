package dev.s3gateway.replication.read;

import dev.s3gateway.backend.Found;
import java.util.List;

/** A copy that answered, and those that have not been asked yet. */
record Started(Source source, Found found, List<Source> others) {}
