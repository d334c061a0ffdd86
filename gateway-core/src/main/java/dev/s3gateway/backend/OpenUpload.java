package dev.s3gateway.backend;

import java.time.Instant;

/** An upload in parts that a zone has open, and since when by its own clock. */
public record OpenUpload(ZoneUpload upload, Instant begunAt) {}
