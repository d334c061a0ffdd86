package dev.s3gateway.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The requests that a start cache should know the way of. */
final class Rehearsal {

    private static final int ROUNDS = 20;
    /** Somebody may wait for the processor that this takes. */
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int KEYS = 10;

    private Rehearsal() {}

    static void against(InetSocketAddress address) throws IOException, InterruptedException {
        URI bucket = URI.create("http://127.0.0.1:" + address.getPort() + "/rehearsal");
        try (HttpClient client = HttpClient.newHttpClient()) {
            send(client, put(bucket, ""));
            long end = System.nanoTime() + LONGEST.toNanos();
            for (int round = 0; round < ROUNDS && System.nanoTime() < end; round++) {
                URI object = object(bucket, round % KEYS);
                send(client, put(object, "some bytes ".repeat(1 << round % KEYS)));
                send(client, get(object));
                send(client, get(URI.create(bucket + "?list-type=2&max-keys=" + (1 + round % KEYS))));
            }
            for (int key = 0; key < KEYS; key++) {
                send(client, HttpRequest.newBuilder(object(bucket, key)).DELETE().build());
            }
            send(client, HttpRequest.newBuilder(bucket).DELETE().build());
            send(client, get(bucket.resolve("/health/ready")));
        }
    }

    private static URI object(URI bucket, int number) {
        return URI.create(bucket + "/object-" + number);
    }

    private static void send(HttpClient client, HttpRequest request) throws IOException, InterruptedException {
        client.send(request, BodyHandlers.discarding());
    }

    private static HttpRequest put(URI uri, String body) {
        return HttpRequest.newBuilder(uri).PUT(BodyPublishers.ofString(body)).build();
    }

    private static HttpRequest get(URI uri) {
        return HttpRequest.newBuilder(uri).build();
    }
}
