package dev.s3gateway.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An upload in parts by a {@link PlainClient}; in the middle of a part something may happen. */
final class UploadInParts {

    private final PlainClient client;
    private final String path;
    private final String id;
    private final Map<Integer, String> etags = new TreeMap<>();

    UploadInParts(PlainClient client, String path, String id) {
        this.client = client;
        this.path = path;
        this.id = id;
    }

    void put(int number, byte[] body) throws IOException, InterruptedException {
        put(number, body, body.length, () -> {});
    }

    /** What is to happen does when so many bytes have been handed over; the rest follows after it. */
    void put(int number, byte[] body, int at, Runnable happens) throws IOException, InterruptedException {
        InputStream source = new Interrupted(body, at, happens);
        HttpResponse<String> answer = client.put(path + "?partNumber=" + number + "&uploadId=" + id,
                BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> source), body.length));
        etags.put(number, answer.headers().firstValue("etag").orElseThrow());
    }

    CompletableFuture<HttpResponse<String>> completing() {
        String list = etags.entrySet()
                .stream()
                .map(part -> "<Part><PartNumber>%d</PartNumber><ETag>%s</ETag></Part>".formatted(part.getKey(),
                        part.getValue()))
                .collect(Collectors.joining("", "<CompleteMultipartUpload>", "</CompleteMultipartUpload>"));
        return client.http()
                .sendAsync(client.request(path + "?uploadId=" + id).POST(BodyPublishers.ofString(list)).build(),
                        BodyHandlers.ofString());
    }

    /** A 200 may turn out to be an error only in its body. */
    static String etagIn(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return element(answer.body(), "ETag").replace("&quot;", "\"");
    }

    static String element(String xml, String name) {
        Matcher found = Pattern.compile("<%1$s>(.*)</%1$s>".formatted(name)).matcher(xml);
        assertThat(found.find()).as(xml).isTrue();
        return found.group(1);
    }

    private static final class Interrupted extends ByteArrayInputStream {

        private final int at;
        private final Runnable happens;

        private Interrupted(byte[] body, int at, Runnable happens) {
            super(body);
            this.at = at;
            this.happens = happens;
        }

        @Override
        public synchronized int read(byte[] into, int offset, int length) {
            if (pos < at) {
                return super.read(into, offset, Math.min(length, at - pos));
            }
            if (pos == at) {
                happens.run();
            }
            return super.read(into, offset, length);
        }
    }
}
