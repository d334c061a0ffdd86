package dev.s3gateway.s3.auth;

import dev.s3gateway.bytes.Sha256;
import dev.s3gateway.s3.payload.ChunkVerifier;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The chunk signatures of one body: the first covers the request's own signature, each other the one before. */
final class ChainedSignatures implements ChunkVerifier {

    private static final String EMPTY_SHA256 = Sha256.hex(new byte[0]);

    private final SigningKey key;
    private final Claim claim;
    private String previous;

    ChainedSignatures(SigningKey key, Claim claim) {
        this.key = key;
        this.claim = claim;
        this.previous = claim.signature();
    }

    @Override
    public void chunk(String signature, byte[] dataSha256) {
        verify(signature, "AWS4-HMAC-SHA256-PAYLOAD", EMPTY_SHA256 + "\n" + HexFormat.of().formatHex(dataSha256));
    }

    @Override
    public void trailer(String signature, byte[] trailerSha256) {
        verify(signature, "AWS4-HMAC-SHA256-TRAILER", HexFormat.of().formatHex(trailerSha256));
    }

    private void verify(String signature, String algorithm, String hashes) {
        String expected = key
                .sign(String.join("\n", algorithm, claim.timestamp(), claim.scope().text(), previous, hashes));
        if (!same(expected, signature)) {
            throw Faults.signature();
        }
        previous = expected;
    }

    static boolean same(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
