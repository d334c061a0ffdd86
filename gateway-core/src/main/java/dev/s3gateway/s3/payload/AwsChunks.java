package dev.s3gateway.s3.payload;

import dev.s3gateway.failure.Failure;
import dev.s3gateway.failure.Failure.Fault;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Takes the aws-chunked framing off one body, in streaming: slices of what came in go out, nothing is copied or
 * gathered but the lines between the chunks. How the bytes are cut on their way here does not matter.
 *
 * <p>Data goes out before its chunk's signature is known, since a chunk may have 16 MiB. A wrong signature is an error
 * in place of the completion: whoever stores the bytes holds the tail back until then.
 */
final class AwsChunks {

    private static final long LARGEST = 16 << 20;
    // AWS: "The minimum size of a chunk is 8 KB", the last one excepted.
    private static final long SMALLEST_SIGNED = 8 << 10;
    private static final Pattern CHUNK_LINE = Pattern.compile("([0-9a-fA-F]{1,16})(?:;chunk-signature=(.*))?");

    private enum Expects {
        CHUNK_LINE, DATA, END_OF_DATA, TRAILER_LINE, NOTHING
    }

    private final ChunkFormat format;
    private final LineBuffer line = new LineBuffer();
    private final ChunkHash hash = new ChunkHash();
    private final Trailers trailers;
    private Expects expects = Expects.CHUNK_LINE;
    private Optional<String> signature = Optional.empty();
    private long leftInBody;
    private long leftInChunk;
    private boolean smallChunkSeen;

    AwsChunks(ChunkFormat format) {
        this.format = format;
        this.trailers = new Trailers(format);
        this.leftInBody = format.decodedLength();
    }

    Flux<ByteBuf> unframe(Flux<ByteBuf> framed) {
        // Without prefetch: pieces that wait here would be bytes in flight that nobody counts.
        return framed.concatMap(this::data, 0)
                .concatWith(Mono.defer(this::finish))
                .doOnDiscard(ByteBuf.class, ByteBuf::release);
    }

    /** The trailer, name to value, all there and its signature good; to be asked when the body has completed. */
    Map<String, String> trailer() {
        return trailers.values();
    }

    /**
     * A failure is returned, not thrown, and hidden, since concatMap would take it out of a plain {@code Flux.error} and
     * throw it: the operator discards the piece of a mapping that threw, which is released here already.
     */
    private Flux<ByteBuf> data(ByteBuf in) {
        List<ByteBuf> data = new ArrayList<>();
        try {
            while (in.isReadable()) {
                step(in, data);
            }
            return Flux.fromIterable(data);
        } catch (Failure failure) {
            data.forEach(ByteBuf::release);
            return Flux.<ByteBuf>error(failure).hide();
        } finally {
            in.release();
        }
    }

    private void step(ByteBuf in, List<ByteBuf> data) {
        switch (expects) {
            case CHUNK_LINE -> line.takeFrom(in).ifPresent(this::startChunk);
            case DATA -> data.add(takeData(in));
            case END_OF_DATA -> line.takeFrom(in).ifPresent(this::endChunk);
            case TRAILER_LINE -> line.takeFrom(in).ifPresent(this::readTrailer);
            case NOTHING -> throw PayloadFaults.incompleteChunks();
        }
    }

    private void startChunk(String text) {
        Matcher matcher = CHUNK_LINE.matcher(text);
        if (!matcher.matches()) {
            throw PayloadFaults.incompleteChunks();
        }
        signature = Optional.ofNullable(matcher.group(2));
        if (format.verifier().isPresent() == signature.isEmpty()) {
            throw signature.isEmpty() ? PayloadFaults.signature() : PayloadFaults.incompleteChunks();
        }
        startChunk(Long.parseUnsignedLong(matcher.group(1), 16));
    }

    private void startChunk(long size) {
        if (size == 0) {
            endData();
            return;
        }
        refuseSizes(size);
        smallChunkSeen = size < SMALLEST_SIGNED;
        leftInChunk = size;
        leftInBody -= size;
        expects = Expects.DATA;
    }

    private void refuseSizes(long size) {
        if (Long.compareUnsigned(size, LARGEST) > 0) {
            throw new Failure.Malformed(Fault.INVALID_REQUEST, "A chunk must not be larger than 16 MiB.");
        }
        if (size > leftInBody) {
            throw PayloadFaults.incompleteChunks();
        }
        // Only now is it known that the small chunk before was not the last one.
        if (smallChunkSeen && format.verifier().isPresent()) {
            throw new Failure.Malformed(Fault.INVALID_CHUNK_SIZE,
                    "Only the last chunk is allowed to have a size less than 8192 bytes");
        }
    }

    private ByteBuf takeData(ByteBuf in) {
        int length = (int) Math.min(leftInChunk, in.readableBytes());
        ByteBuf data = in.readRetainedSlice(length);
        if (format.verifier().isPresent()) {
            hash.update(data);
        }
        leftInChunk -= length;
        if (leftInChunk == 0) {
            expects = Expects.END_OF_DATA;
        }
        return data;
    }

    private void endChunk(String text) {
        if (!text.isEmpty()) {
            throw PayloadFaults.incompleteChunks();
        }
        verifyChunk();
        expects = Expects.CHUNK_LINE;
    }

    private void endData() {
        if (leftInBody > 0) {
            throw PayloadFaults.incompleteChunks();
        }
        verifyChunk();
        expects = Expects.TRAILER_LINE;
    }

    private void verifyChunk() {
        format.verifier().ifPresent(verifier -> verifier.chunk(signature.orElse(""), hash.take()));
    }

    private void readTrailer(String text) {
        if (text.isEmpty()) {
            trailers.end();
            expects = Expects.NOTHING;
        } else {
            trailers.add(text);
        }
    }

    private Mono<ByteBuf> finish() {
        return expects == Expects.NOTHING ? Mono.empty() : Mono.error(PayloadFaults.incompleteChunks());
    }
}
