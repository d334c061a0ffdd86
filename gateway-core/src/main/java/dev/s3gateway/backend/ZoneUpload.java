package dev.s3gateway.backend;

/** An upload in parts that a zone has open: where its copy will lie, and the zone's own name for it. */
public record ZoneUpload(Locator planned, String id) {}
