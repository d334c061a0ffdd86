package dev.s3gateway.backend.s3;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;

/**
 * Puts another checksum behind the last byte of a small body than the SDK computed, after it was signed: the trailer is
 * not part of what is signed.
 */
final class WrongTrailer implements SdkAsyncHttpClient {

    private static final Pattern TRAILER = Pattern.compile("(\r\nx-amz-checksum-crc32c:)[A-Za-z0-9+/=]+(\r\n)");

    private final SdkAsyncHttpClient http;
    private final String value;

    WrongTrailer(SdkAsyncHttpClient http, String value) {
        this.http = http;
        this.value = value;
    }

    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
        return http.execute(AsyncExecuteRequest.builder()
                .request(request.request())
                .requestContentPublisher(new Changed(request.requestContentPublisher()))
                .responseHandler(request.responseHandler())
                .fullDuplex(request.fullDuplex())
                .build());
    }

    /** The connections are not its own. */
    @Override
    public void close() {}

    private final class Changed implements SdkHttpContentPublisher {

        private final SdkHttpContentPublisher content;

        Changed(SdkHttpContentPublisher content) {
            this.content = content;
        }

        @Override
        public Optional<Long> contentLength() {
            return content.contentLength();
        }

        @Override
        public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
            // Every byte is a letter of this alphabet, so nothing but the trailer changes.
            Flux.from(content)
                    .map(StandardCharsets.ISO_8859_1::decode)
                    .reduce(new StringBuilder(), StringBuilder::append)
                    .map(all -> TRAILER.matcher(all).replaceFirst("$1" + value + "$2"))
                    .map(StandardCharsets.ISO_8859_1::encode)
                    .flux()
                    .subscribe(subscriber);
        }
    }
}
