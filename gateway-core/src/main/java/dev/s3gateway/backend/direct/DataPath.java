package dev.s3gateway.backend.direct;

import java.util.Optional;

/** Who carries the objects of an S3 zone. */
public enum DataPath {
    /** The direct client where it has shown that it does there what the SDK does, the SDK elsewhere. */
    AUTO,
    /** Our own client, straight on the socket. */
    DIRECT,
    /** The SDK of AWS. */
    SDK;

    /** What was asked for, what is done, and why where that is not the same; for operators. */
    public record InUse(DataPath configured, DataPath used, Optional<String> finding) {}
}
