package dev.s3gateway.backend.s3;

import dev.s3gateway.backend.Found;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.bytes.Stall;
import dev.s3gateway.object.ByteRange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.async.ResponsePublisher;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** An answer to a GET as the SDK gives it. */
final class Download {

    private Download() {}

    static String range(ByteRange.Resolved range) {
        return "bytes=" + range.first() + "-" + range.last();
    }

    static Mono<Found> of(Locator asked, Optional<ByteRange.Resolved> range,
            ResponsePublisher<GetObjectResponse> answer, S3Limits limits) {
        CopyHead head = CopyHead.of(answer.response());
        Flux<ByteBuf> chunks = Flux.from(answer)
                .<ByteBuf>map(Unpooled::wrappedBuffer)
                .onErrorMap(SdkFailures::translate);
        // The SDK says nothing of a connection that broke before its body was asked for.
        Body body = new Body.Streaming(head.length(), Stall.after(limits.call(), chunks,
                () -> new StoreFailure.Unreachable("no further byte within " + limits.call(), null)));
        // Those that know no conditions answer with what lies there by now.
        if (asked.tag().filter(tag -> !tag.equals(ForeignObjects.tag(answer.response().eTag()))).isPresent()) {
            return body.discard().then(Mono.error(() -> new StoreFailure.NotFound(asked.toString())));
        }
        return head.doubt(asked, range)
                .map(words -> body.discard().then(Mono.<Found>error(() -> new StoreFailure.Corrupt(words))))
                .orElseGet(() -> Mono.just(new Found(head.wholeSize(), body)));
    }
}
