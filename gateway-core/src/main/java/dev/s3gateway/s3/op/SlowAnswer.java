package dev.s3gateway.s3.op;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.s3.wire.S3Error;
import dev.s3gateway.s3.wire.S3Response;
import dev.s3gateway.s3.wire.UrlText;
import dev.s3gateway.s3.wire.XmlWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An answer that is begun before it is known, so that its client goes on waiting: 200, the beginning of an XML document,
 * a space now and then, and at last the document. A failure can then only be told in it; S3 does the same.
 */
final class SlowAnswer {

    private static final Logger LOG = LoggerFactory.getLogger(SlowAnswer.class);

    private SlowAnswer() {}

    /** {@code result} is asked twice: its response is an XML document with status 200. */
    static S3Response of(Mono<S3Response> result, Duration pace, ObjectRef object, String requestId) {
        Flux<ByteBuf> spaces = Flux.interval(pace)
                .onBackpressureDrop()
                .map(_ -> text(" "))
                .takeUntilOther(result.onErrorComplete());
        Mono<ByteBuf> document = result.onErrorResume(failure -> Mono.just(refusal(failure, object, requestId)))
                .map(SlowAnswer::withoutProlog);
        return S3Response.ok()
                .with("Content-Type", "application/xml")
                .with(new Body.Streaming(OptionalLong.empty(),
                        Flux.concat(Mono.fromSupplier(() -> text(XmlWriter.PROLOG)), spaces, document),
                        Mono.empty()));
    }

    private static S3Response refusal(Throwable failure, ObjectRef object, String requestId) {
        String resource = "/" + object.bucket() + "/" + UrlText.encode(object.key().value());
        return error(failure, requestId).response("POST", resource, requestId);
    }

    private static S3Error error(Throwable failure, String requestId) {
        if (failure instanceof Failure known) {
            return S3Error.of(known);
        }
        LOG.error("request {} failed after its answer was begun", requestId, failure);
        return S3Error.internal();
    }

    private static ByteBuf withoutProlog(S3Response response) {
        return switch (response.body()) {
            case Body.Buffered(var bytes) -> {
                String xml = new String(bytes, StandardCharsets.UTF_8);
                yield text(xml.startsWith(XmlWriter.PROLOG) ? xml.substring(XmlWriter.PROLOG.length()) : xml);
            }
            case Body.Streaming _ -> throw new IllegalStateException("a document is here at once");
        };
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }
}
