package dev.s3gateway.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** Somebody who signs nothing, repeats nothing, and waits as long as the SDKs do by default. */
record PlainClient(HttpClient http, URI endpoint) implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    static PlainClient of(URI endpoint) {
        return new PlainClient(HttpClient.newHttpClient(), endpoint);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(endpoint.resolve("/" + path)).timeout(PATIENCE);
    }

    @CanIgnoreReturnValue
    HttpResponse<String> put(String path, BodyPublisher body) throws IOException, InterruptedException {
        return text(request(path).PUT(body));
    }

    @CanIgnoreReturnValue
    HttpResponse<String> put(String path, byte[] body) throws IOException, InterruptedException {
        return put(path, BodyPublishers.ofByteArray(body));
    }

    HttpResponse<String> text(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    byte[] get(String path) throws IOException, InterruptedException {
        try (InputStream body = open(path)) {
            return body.readAllBytes();
        }
    }

    /** Read at the pace of the reader, and no faster than the buffers on the way allow. */
    InputStream open(String path) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = http.send(request(path).build(), BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    /** When the object was last modified, and its ETag. */
    String dateAndTag(String path) throws IOException, InterruptedException {
        HttpHeaders headers = text(request(path).HEAD()).headers();
        return headers.firstValue("last-modified").orElseThrow() + headers.firstValue("etag").orElseThrow();
    }

    UploadInParts upload(String path) throws IOException, InterruptedException {
        String answer = text(request(path + "?uploads").POST(BodyPublishers.noBody())).body();
        return new UploadInParts(this, path, UploadInParts.element(answer, "UploadId"));
    }

    static byte[] joined(List<byte[]> pieces) {
        var whole = new ByteArrayOutputStream();
        pieces.forEach(whole::writeBytes);
        return whole.toByteArray();
    }

    @Override
    public void close() {
        http.close();
    }
}
