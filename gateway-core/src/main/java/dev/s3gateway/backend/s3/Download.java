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
import java.util.OptionalLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.async.ResponsePublisher;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** An answer to a GET, believed only where it is about the copy and the bytes that were asked for. */
final class Download {

    private Download() {}

    static String range(ByteRange.Resolved range) {
        return "bytes=" + range.first() + "-" + range.last();
    }

    static Mono<Found> of(Locator asked, Optional<ByteRange.Resolved> range,
            ResponsePublisher<GetObjectResponse> answer, S3Limits limits) {
        GetObjectResponse head = answer.response();
        OptionalLong length = head.contentLength() == null
                ? OptionalLong.empty()
                : OptionalLong.of(head.contentLength());
        Flux<ByteBuf> chunks = Flux.from(answer)
                .<ByteBuf>map(Unpooled::wrappedBuffer)
                .onErrorMap(SdkFailures::translate);
        // The SDK says nothing of a connection that broke before its body was asked for.
        Body body = new Body.Streaming(length, Stall.after(limits.call(), chunks,
                () -> new StoreFailure.Unreachable("no further byte within " + limits.call(), null)));
        // Those that know no conditions answer with what lies there by now.
        if (asked.tag().filter(tag -> !tag.equals(ForeignObjects.tag(head.eTag()))).isPresent()) {
            return body.discard().then(Mono.error(() -> new StoreFailure.NotFound(asked.toString())));
        }
        return doubt(asked, range, head)
                .map(words -> body.discard().then(Mono.<Found>error(() -> new StoreFailure.Corrupt(words))))
                .orElseGet(() -> Mono.just(new Found(wholeSize(head), body)));
    }

    private static Optional<String> doubt(Locator asked, Optional<ByteRange.Resolved> range, GetObjectResponse head) {
        // Some give no ETag for the empty object that stands for a directory.
        if (head.contentLength() == null || (head.eTag() == null && head.contentLength() > 0)) {
            return Optional.of("the answer for " + asked.key() + " has no length or no ETag: no S3 service gave it");
        }
        if (range.isPresent() && !isOf(range.get(), head)) {
            return Optional.of("other bytes of " + asked.key() + " than were asked for: " + head.contentRange());
        }
        boolean sameVersion = asked.version().isEmpty()
                || asked.version().equals(Optional.ofNullable(head.versionId()));
        boolean sameStamp = Labels.stampIn(head.metadata())
                .filter(stamp -> !stamp.equals(asked.stamp().text()))
                .isEmpty();
        return sameVersion && sameStamp
                ? Optional.empty()
                : Optional.of("another version of " + asked.key() + " than was asked for: " + head.versionId());
    }

    private static boolean isOf(ByteRange.Resolved range, GetObjectResponse head) {
        String expected = "bytes " + range.first() + "-" + range.last() + "/";
        return head.contentLength() == range.length() && head.contentRange() != null
                && head.contentRange().startsWith(expected)
                && head.contentRange().substring(expected.length()).matches("\\d{1,18}");
    }

    private static long wholeSize(GetObjectResponse head) {
        String range = head.contentRange();
        return range == null ? head.contentLength() : Long.parseLong(range.substring(range.indexOf('/') + 1));
    }
}
