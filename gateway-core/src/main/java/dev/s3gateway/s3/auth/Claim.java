package dev.s3gateway.s3.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a request says about its own signature, in the header or in the query alike. Nothing of it is proven yet.
 *
 * @param place where it stood, for the words and codes of errors
 * @param signedHeaders in the order given
 * @param timestamp the date in the form that is signed
 * @param payloadHash the last line of the canonical request
 * @param expires how long a presigned URL is good; empty in a header
 */
record Claim(Place place, Scope scope, List<String> signedHeaders, String signature, Instant signedAt, String timestamp,
        String payloadHash, Optional<Duration> expires) {

    enum Place {
        HEADER, QUERY
    }

    Claim {
        signedHeaders = List.copyOf(signedHeaders);
    }
}
