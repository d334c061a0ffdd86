package dev.s3gateway.backend;

/** A zone's answer to a write: where the bytes lie now, how many, and what the zone computed from them. */
public record Stored(Locator locator, long size, ZoneDigest digest) {}
