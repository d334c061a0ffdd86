package dev.s3gateway.product;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands where an S3 service stood and answers each request as a service does that has too much to do. */
final class SlowDownZone implements AutoCloseable {

    private static final byte[] WORDS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>
            """.getBytes(StandardCharsets.UTF_8);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private SlowDownZone(HttpServer server) {
        this.server = server;
    }

    static SlowDownZone at(URI place) throws IOException {
        var zone = new SlowDownZone(
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), place.getPort()), 0));
        zone.server.setExecutor(zone.threads);
        zone.server.createContext("/", SlowDownZone::refuse);
        zone.server.start();
        return zone;
    }

    private static void refuse(HttpExchange exchange) throws IOException {
        try (exchange; OutputStream answer = exchange.getResponseBody()) {
            exchange.getResponseHeaders().add("Content-Type", "application/xml");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(503, head ? -1 : WORDS.length);
            if (!head) {
                answer.write(WORDS);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
