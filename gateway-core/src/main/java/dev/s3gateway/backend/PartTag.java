package dev.s3gateway.backend;

/** A part as a zone knows it. The tag is the zone's own and need not be an MD5. */
public record PartTag(int number, String tag) {}
