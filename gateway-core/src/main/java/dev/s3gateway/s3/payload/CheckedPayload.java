package dev.s3gateway.s3.payload;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.bytes.Digested;
import dev.s3gateway.bytes.Digests;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.failure.Failure.Fault;
import dev.s3gateway.object.Checksum;
import dev.s3gateway.s3.wire.Headers;
import dev.s3gateway.s3.wire.S3Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * A body without its framing that checks itself while it is read. Whatever is wrong is an error in place of the
 * completion.
 *
 * @param digests what is computed of it for that, so that nobody does it again
 * @param checksums what the client said about the whole and was right about; known when the body has completed
 */
public record CheckedPayload(Body body, Digests digests, Supplier<List<Checksum>> checksums) {

    // Nobody reads the body of these, and SDKs send checksums of nothing along with them.
    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "OPTIONS");
    private static final Digests OF_NOTHING = Digests.of(Body.EMPTY);

    /** The body of a request whose signature is good and covers this payload hash. */
    public static CheckedPayload signed(S3Request request, String payloadHash, ChunkVerifier verifier) {
        return of(request, PayloadMode.parse(payloadHash), Optional.of(verifier));
    }

    /** The body of a request without a signature: there is no key that chunks could be signed with. */
    public static CheckedPayload anonymous(S3Request request) {
        String mode = request.headers().first("x-amz-content-sha256").orElse(PayloadMode.UNSIGNED_PAYLOAD);
        return of(request, PayloadMode.parse(mode), Optional.empty());
    }

    private static CheckedPayload of(S3Request request, PayloadMode mode, Optional<ChunkVerifier> verifier) {
        if (WITHOUT_BODY.contains(request.method())) {
            return new CheckedPayload(request.body(), OF_NOTHING, List::of);
        }
        return switch (mode) {
            case PayloadMode.Unsigned _ -> plain(request, Optional.empty());
            case PayloadMode.Hashed hashed -> plain(request, Optional.of(hashed.checksum()));
            case PayloadMode.Chunked(boolean signed, boolean trailer) -> chunked(request, trailer,
                    signed ? Optional.of(verifier.orElseThrow(CheckedPayload::noKey)) : Optional.empty());
        };
    }

    /** CompleteMultipartUpload says in these headers what the object will be, not what its list of parts is. */
    private static Headers aboutTheBody(S3Request request) {
        if (!request.method().equals("POST") || !request.query().has("uploadId")) {
            return request.headers();
        }
        Map<String, List<String>> fields = new TreeMap<>(request.headers().fields());
        fields.keySet().removeIf(name -> name.startsWith("x-amz-checksum-"));
        return new Headers(fields);
    }

    private static CheckedPayload plain(S3Request request, Optional<Checksum> sha256) {
        Announcement.requireNoTrailer(request.headers());
        OptionalLong length = Announcement.plainLength(request);
        ExpectedDigests expected = ExpectedDigests.of(aboutTheBody(request), sha256, Optional.empty());
        return checked(new Body.Streaming(length, request.body().chunks(), request.body().discard()), expected,
                Map::of);
    }

    private static CheckedPayload chunked(S3Request request, boolean trailer, Optional<ChunkVerifier> verifier) {
        Announcement announcement = Announcement.of(request.headers(), trailer);
        ExpectedDigests expected = ExpectedDigests.of(aboutTheBody(request), Optional.empty(), announcement.trailing());
        AwsChunks chunks = new AwsChunks(announcement.format(trailer, verifier));
        Body body = new Body.Streaming(OptionalLong.of(announcement.decodedLength()),
                chunks.unframe(request.body().chunks()), request.body().discard());
        return checked(body, expected, chunks::trailer);
    }

    private static CheckedPayload checked(Body body, ExpectedDigests expected, Supplier<Map<String, String>> trailer) {
        // The one thing that is known only when the body has ended; whoever asks earlier has a fault.
        AtomicReference<Optional<List<Checksum>>> verified = new AtomicReference<>(Optional.empty());
        Digests digests = Digests.checking(body, digested -> verified.set(
                Optional.of(expected.verify(requireLength(digested, body.length()), trailer.get()))));
        digests.with(expected.algorithms());
        if (expected.md5().isPresent()) {
            digests.withMd5();
        }
        return new CheckedPayload(digests.body(), digests,
                () -> verified.get().orElseThrow(() -> new IllegalStateException("the body has not completed")));
    }

    private static Digested requireLength(Digested digested, OptionalLong announced) {
        if (announced.isPresent() && announced.getAsLong() != digested.size()) {
            throw new Failure.Malformed(Fault.INCOMPLETE_BODY,
                    "You did not provide the number of bytes specified by the Content-Length HTTP header");
        }
        return digested;
    }

    private static Failure noKey() {
        return new Failure.Malformed(Fault.INVALID_REQUEST, "Signed chunks need a signed request.");
    }
}
