package dev.s3gateway.ledger;

/** The right to complete an upload. It lasts as long as the lease of its process; the next claim has another epoch. */
public record UploadClaim(UploadId upload, long epoch) {}
