package dev.s3gateway.placement;

/** Whether the gateway computes the MD5 of a body that it passes on. */
public enum Digesting {
    /** Only where the zones that are written to do not prove the bytes and tell their MD5 by themselves. */
    AUTO,
    /** Always. */
    MD5
}
