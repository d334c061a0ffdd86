package dev.s3gateway.s3.auth;

import dev.s3gateway.s3.wire.S3Request;

/** Finds out who sent a request. By what is known already: nobody is asked, and nothing waited for. */
public interface Authenticator {

    /**
     * The request together with its sender, who may be anonymous. Fails with a {@link dev.s3gateway.failure.Failure}
     * where credentials were sent and are not good, or where headers about the payload are wrong; the body is not
     * touched then, and discarding it stays with the caller.
     */
    Signed verify(S3Request request);
}
