package dev.s3gateway.s3.auth;

import dev.s3gateway.access.AccessKey;
import dev.s3gateway.access.RateLimit;
import dev.s3gateway.access.Users;
import dev.s3gateway.access.Users.Holder;
import dev.s3gateway.bytes.Sha256;
import dev.s3gateway.config.Secret;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.s3.wire.S3Request;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The one verifier of signatures, whatever carried them. An unknown key costs the same work as a wrong secret, so that
 * time does not tell which keys exist.
 */
final class SignatureCheck {

    /** A good signature: who made it, and with what. */
    record Proof(Holder holder, SigningKey key) {}

    private static final AccessKey NOBODYS = new AccessKey("nobody", Secret.of("n".repeat(40)));

    private final Supplier<Users> users;
    private final RateLimit wrongSignatures;
    private final SigningKeys signingKeys = new SigningKeys();

    SignatureCheck(Supplier<Users> users, RateLimit wrongSignatures) {
        this.users = users;
        this.wrongSignatures = wrongSignatures;
    }

    Proof verify(Claim claim, S3Request request) {
        Optional<Holder> holder = users.get().byAccessKey(claim.scope().accessKey());
        SigningKey key = signingKeys.of(holder.map(Holder::key).orElse(NOBODYS), claim.scope());
        boolean good = CanonicalRequest.of(request, claim)
                .stream()
                .map(canonical -> key.sign(stringToSign(claim, canonical)))
                // Every text is compared: which of them failed is nobody's business either.
                .filter(expected -> ChainedSignatures.same(expected, claim.signature()))
                .count() > 0;
        if (holder.isEmpty() || !good) {
            throw refusal(holder.isPresent(), claim, request);
        }
        return new Proof(holder.get(), key);
    }

    /**
     * A good signature passes whatever else came from its address: behind a proxy all clients share one, and nobody
     * shall be able to lock out another. Guessing keys, of which each is tried once, counts per address.
     */
    private Failure refusal(boolean knownKey, Claim claim, S3Request request) {
        String subject = knownKey ? request.sourceIp() + " " + claim.scope().accessKey() : request.sourceIp();
        if (!wrongSignatures.admits(subject, request.receivedAt())) {
            return new Failure.Overloaded("Please reduce your request rate.", wrongSignatures.window());
        }
        return knownKey ? Faults.signature() : Faults.unknownKey();
    }

    private static String stringToSign(Claim claim, String canonicalRequest) {
        return String.join("\n", AuthorizationHeader.ALGORITHM, claim.timestamp(), claim.scope().text(),
                Sha256.hex(canonicalRequest.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
