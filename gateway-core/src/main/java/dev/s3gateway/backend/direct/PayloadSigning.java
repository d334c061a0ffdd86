package dev.s3gateway.backend.direct;

/** Whether our signature covers the bytes that a zone is sent, where our own client sends them. */
public enum PayloadSigning {
    /** Only where the zone takes them in no other way, which the self-test finds out. */
    AUTO,
    /** The head alone is signed. */
    UNSIGNED,
    /** Head and body: a small one by its hash, a longer one chunk by chunk. */
    SIGNED
}
