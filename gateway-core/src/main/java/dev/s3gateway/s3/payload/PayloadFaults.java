package dev.s3gateway.s3.payload;

import dev.s3gateway.failure.Failure;
import dev.s3gateway.failure.Failure.Fault;
import dev.s3gateway.failure.Failure.Refusal;

/** What can be wrong with a body, in the words that AWS documents for the code. */
final class PayloadFaults {

    private PayloadFaults() {}

    static Failure signature() {
        return new Failure.Denied(Refusal.SIGNATURE_DOES_NOT_MATCH, "The request signature we calculated does not match"
                + " the signature you provided. Check your key and signing method.");
    }

    static Failure incompleteChunks() {
        return new Failure.Malformed(Fault.INCOMPLETE_BODY, "The request body terminated unexpectedly");
    }

    static Failure trailer() {
        return new Failure.Malformed(Fault.MALFORMED_TRAILER, "The request contained trailing data that was not "
                + "well-formed or did not conform to our published schema.");
    }
}
