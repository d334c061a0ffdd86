package dev.s3gateway.s3.auth;

import java.time.Duration;
import java.time.Instant;

/** What must be right about a claim before it is worth a computation: its scope and its time. */
final class ClaimRules {

    private static final Duration LARGEST_SKEW = Duration.ofMinutes(15);

    private ClaimRules() {}

    static void requireScope(Claim claim, Regions regions) {
        Scope scope = claim.scope();
        if (!scope.terminal().equals("aws4_request")) {
            throw Faults.malformed(claim.place(), "incorrect terminal \"" + scope.terminal()
                    + "\". This endpoint uses \"aws4_request\".");
        }
        if (!scope.service().equals("s3")) {
            throw Faults.malformed(claim.place(), "incorrect service \"" + scope.service()
                    + "\". This endpoint belongs to \"s3\".");
        }
        if (!regions.accept(scope.region())) {
            throw Faults.wrongRegion(claim.place(), scope.region(), regions.own());
        }
        if (!claim.timestamp().startsWith(scope.date() + "T")) {
            throw Faults.malformed(claim.place(), "Invalid credential date \"" + scope.date()
                    + "\". This date is not the same as X-Amz-Date: \"" + claim.timestamp().substring(0, 8) + "\".");
        }
    }

    static void requireInTime(Claim claim, Instant now) {
        if (claim.expires().isEmpty()) {
            if (Duration.between(claim.signedAt(), now).abs().compareTo(LARGEST_SKEW) > 0) {
                throw Faults.skewed();
            }
        } else if (now.isBefore(claim.signedAt().minus(LARGEST_SKEW))) {
            throw Faults.denied("Request is not valid yet");
        } else if (now.isAfter(claim.signedAt().plus(claim.expires().get()))) {
            throw Faults.denied("Request has expired");
        }
    }
}
