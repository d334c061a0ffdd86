package dev.s3gateway.s3.auth;

import dev.s3gateway.access.AnonymousRights;
import dev.s3gateway.access.Approach;
import dev.s3gateway.access.Caller;
import dev.s3gateway.access.RateLimit;
import dev.s3gateway.access.Users;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.failure.Failure.Fault;
import dev.s3gateway.s3.auth.SignatureCheck.Proof;
import dev.s3gateway.s3.payload.CheckedPayload;
import dev.s3gateway.s3.wire.Query;
import dev.s3gateway.s3.wire.PresignedHeaders;
import dev.s3gateway.s3.wire.S3Request;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Signature version 4, by header and by presigned URL. Credentials that are sent are verified whether the anonymous
 * have rights or not; only a mechanism that we do not know counts as none where they have.
 */
public final class SigV4Authenticator implements Authenticator {

    private final AnonymousRights anonymous;
    private final Regions regions;
    private final SignatureCheck signatures;

    /** @param users who may sign now; asked at each request */
    public SigV4Authenticator(Supplier<Users> users, AnonymousRights anonymous, Regions regions,
            RateLimit wrongSignatures) {
        this.anonymous = anonymous;
        this.regions = regions;
        this.signatures = new SignatureCheck(users, wrongSignatures);
    }

    @Override
    public Signed verify(S3Request request) {
        HeaderRules.requireUnambiguous(request.headers());
        return claim(request).map(claim -> signed(claim, request)).orElseGet(() -> unsigned(request));
    }

    private Optional<Claim> claim(S3Request request) {
        Optional<String> authorization = request.headers().first("authorization");
        boolean inQuery = Presigned.isMeant(request.query()) || isSigV2(request.query());
        if (authorization.isPresent() && inQuery) {
            throw Faults.invalidArgument("Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, "
                    + "Signature query string parameter or the Authorization header should be specified");
        }
        if (isForeign(authorization, request.query())) {
            return noClaim();
        }
        refuseSessions(request);
        return authorization.map(header -> AuthorizationHeader.parse(header, request.headers()))
                .or(() -> inQuery ? Optional.of(Presigned.parse(request)) : Optional.empty());
    }

    private static boolean isSigV2(Query query) {
        return query.has("AWSAccessKeyId") && query.has("Signature");
    }

    private static boolean isForeign(Optional<String> authorization, Query query) {
        return authorization.filter(header -> !AuthorizationHeader.isOurs(header)).isPresent() || isSigV2(query)
                || query.first(Presigned.ALGORITHM)
                        .filter(name -> !name.equals(AuthorizationHeader.ALGORITHM))
                        .isPresent();
    }

    private Optional<Claim> noClaim() {
        return switch (anonymous) {
            case AnonymousRights.OfRoot _ -> Optional.empty();
            case AnonymousRights.None _ -> throw Faults.foreignMechanism();
        };
    }

    /** We issue no session tokens, so there is no good one. */
    private static void refuseSessions(S3Request request) {
        if (request.headers().has("x-amz-security-token") || request.query().has("X-Amz-Security-Token")) {
            throw new Failure.Malformed(Fault.INVALID_TOKEN, "The provided token is malformed or otherwise invalid.");
        }
    }

    private Signed signed(Claim claim, S3Request request) {
        HeaderRules.requireSigned(claim, request.headers());
        ClaimRules.requireScope(claim, regions);
        ClaimRules.requireInTime(claim, request.receivedAt());
        Proof proof = signatures.verify(claim, request);
        S3Request whole = PresignedHeaders.unfold(request);
        HeaderRules.requireUnambiguous(whole.headers());
        return signed(proof.holder().caller(), whole,
                CheckedPayload.signed(whole, claim.payloadHash(), new ChainedSignatures(proof.key(), claim)));
    }

    private Signed unsigned(S3Request request) {
        Caller caller = anonymous.admit(Approach.of(request.headers()::first));
        return signed(caller, request, CheckedPayload.anonymous(request));
    }

    private static Signed signed(Caller caller, S3Request request, CheckedPayload payload) {
        return new Signed(caller, request.withBody(payload.body()), payload);
    }
}
