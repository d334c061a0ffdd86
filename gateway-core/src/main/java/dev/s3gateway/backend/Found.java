package dev.s3gateway.backend;

import dev.s3gateway.bytes.Body;

/** A copy that is being read: the size of the whole copy, and the bytes asked for, not yet read. */
public record Found(long size, Body body) {}
