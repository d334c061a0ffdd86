package dev.s3gateway.backend;

/** What a probe says about a body beside sending it, to see whether the zone looks. */
public sealed interface Claim {

    /** Its CRC-32C in a header, right or wrong. */
    record Header(int crc32c) implements Claim {}

    /** Its CRC-32C behind the last byte, right or wrong. */
    record Trailer(int crc32c) implements Claim {}

    /** That nothing lies at its key yet. */
    record Absent() implements Claim {}
}
