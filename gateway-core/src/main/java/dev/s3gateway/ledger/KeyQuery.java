package dev.s3gateway.ledger;

/**
 * A question for live keys of a bucket.
 *
 * @param prefix keys must start with it; empty for all
 * @param delimiter rolls keys up into common prefixes; empty for none
 * @param after only keys and common prefixes greater than this in byte order; empty for all. Where it is itself a
 *        common prefix (starts with {@code prefix}, ends with the first delimiter behind it), everything under it is
 *        passed over too.
 * @param limit the most keys plus common prefixes, at least 1
 */
public record KeyQuery(BucketId bucket, String prefix, String delimiter, String after, int limit) {}
