package dev.s3gateway.s3.payload;

/**
 * Judges the signatures of one stream of chunks, each of which covers the one before. Stateful: one for each body, told
 * of every chunk in order.
 */
public interface ChunkVerifier {

    /** Fails with {@link dev.s3gateway.failure.Failure.Denied} where the signature is not the one of this data. */
    void chunk(String signature, byte[] dataSha256);

    /** The same for the trailer, after the last chunk. The hash is that of {@code name:value\n} lines. */
    void trailer(String signature, byte[] trailerSha256);
}
