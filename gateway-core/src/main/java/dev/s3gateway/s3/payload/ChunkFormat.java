package dev.s3gateway.s3.payload;

import java.util.Optional;
import java.util.Set;

/**
 * What a chunked body must look like.
 *
 * @param decodedLength the number of bytes that the chunks hold together
 * @param verifier present where every chunk is signed
 * @param trailer whether a trailer may follow, signed where the chunks are
 * @param announced the names that the trailer must have, all of them and no others; lower case
 */
public record ChunkFormat(long decodedLength, Optional<ChunkVerifier> verifier, boolean trailer,
        Set<String> announced) {

    public ChunkFormat {
        announced = Set.copyOf(announced);
    }
}
