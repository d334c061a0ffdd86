package dev.s3gateway.backend;

/** A zone's answer to a part: its name for it, how many bytes it took, and what it computed from them. */
public record StoredPart(PartTag part, long size, ZoneDigest digest) {}
