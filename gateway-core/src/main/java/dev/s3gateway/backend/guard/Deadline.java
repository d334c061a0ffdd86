package dev.s3gateway.backend.guard;

import dev.s3gateway.backend.Found;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.StoredPart;
import dev.s3gateway.backend.ZoneUpload;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.bytes.Stall;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Metadata;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Waits for a zone so long and no longer (protocol.md §4). A put is timed from its last byte on: before that the sender
 * sets the pace, and whoever feeds the lanes drops a slow one. A get is timed until its first answer, and
 * then its body whenever a chunk of it was asked for.
 */
public final class Deadline extends Guard {

    private final GuardConfig config;
    private final Patience answer;
    private final Patience complete;
    private final Patience call;
    private final Patience ping;

    public Deadline(ObjectStore inner, GuardConfig config) {
        super(inner);
        this.config = config;
        this.answer = new Patience(config.answer());
        this.complete = new Patience(config.complete());
        this.call = new Patience(config.call());
        this.ping = new Patience(config.ping());
    }

    @Override
    public Mono<Stored> put(Locator planned, Metadata metadata, Body body) {
        return sent(Call.PUT, body, watched -> inner().put(planned, metadata, watched));
    }

    @Override
    public Mono<Stored> putSummed(Locator planned, Metadata metadata, Body body, Mono<Integer> crc32c) {
        return sent(Call.PUT, body, watched -> inner().putSummed(planned, metadata, watched, crc32c));
    }

    @Override
    public Mono<StoredPart> uploadPart(ZoneUpload upload, int number, Body body) {
        return sent(Call.UPLOAD_PART, body, watched -> inner().uploadPart(upload, number, watched));
    }

    @Override
    public Mono<Found> get(Locator locator, Optional<ByteRange.Resolved> range) {
        return super.get(locator, range).map(found -> new Found(found.size(), unlessSilent(found.body())));
    }

    @Override
    <T> Mono<T> guarded(Call call, Mono<T> mono) {
        Patience patience = switch (call) {
            case PING -> ping;
            case COMPLETE_UPLOAD, COPY, COPY_PART -> complete;
            default -> this.call;
        };
        return patience.with(call, mono);
    }

    private <T> Mono<T> sent(Call call, Body body, Function<Body, Mono<T>> send) {
        return switch (body) {
            case Body.Buffered whole -> answer.with(call, send.apply(whole));
            case Body.Streaming stream -> Mono.defer(() -> streamed(call, stream, send));
        };
    }

    private <T> Mono<T> streamed(Call call, Body.Streaming body, Function<Body, Mono<T>> send) {
        Sinks.Empty<Void> sent = Sinks.empty();
        Body watched = new Body.Streaming(body.length(), body.chunks().doOnComplete(sent::tryEmitEmpty),
                body.discard());
        Mono<Long> late = sent.asMono().then(Mono.delay(config.answer()));
        return send.apply(watched).timeout(late, Mono.error(() -> Patience.late(call, config.answer())));
    }

    private Body unlessSilent(Body body) {
        return switch (body) {
            case Body.Buffered whole -> whole;
            case Body.Streaming stream -> new Body.Streaming(stream.length(),
                    Stall.after(config.silence(), stream.chunks(), () -> Patience.late(Call.GET, config.silence())),
                    stream.discard());
        };
    }
}
