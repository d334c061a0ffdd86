package dev.s3gateway.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/** The requests that a start cache should know the way of. */
final class Rehearsal {

    private Rehearsal() {}

    static void against(InetSocketAddress address) throws IOException, InterruptedException {
        URI bucket = URI.create("http://127.0.0.1:" + address.getPort() + "/rehearsal");
        URI object = URI.create(bucket + "/object");
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (HttpRequest request : List.of(put(bucket, ""), put(object, "one byte and some more"), get(object),
                    get(bucket), HttpRequest.newBuilder(object).DELETE().build(),
                    HttpRequest.newBuilder(bucket).DELETE().build(), get(bucket.resolve("/health/ready")))) {
                client.send(request, BodyHandlers.discarding());
            }
        }
    }

    private static HttpRequest put(URI uri, String body) {
        return HttpRequest.newBuilder(uri).PUT(BodyPublishers.ofString(body)).build();
    }

    private static HttpRequest get(URI uri) {
        return HttpRequest.newBuilder(uri).build();
    }
}
