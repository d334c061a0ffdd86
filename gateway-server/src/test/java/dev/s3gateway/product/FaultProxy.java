package dev.s3gateway.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The way to a zone, made bad on demand by {@code .ci/zones/faultproxy.py}; its modes are told there. */
record FaultProxy(Process process, HttpClient http, URI endpoint, URI control) implements AutoCloseable {

    static FaultProxy before(URI zone) throws Exception {
        int port = freePort();
        int control = freePort();
        Process process = new ProcessBuilder("python3", Path.of("../.ci/zones/faultproxy.py").toString(), "--listen",
                "127.0.0.1:" + port, "--to", zone.getAuthority(), "--control", "127.0.0.1:" + control).inheritIO()
                .start();
        var proxy = new FaultProxy(process, HttpClient.newHttpClient(), URI.create("http://127.0.0.1:" + port),
                URI.create("http://127.0.0.1:" + control));
        proxy.awaitUp();
        return proxy;
    }

    /** In force when this returns, for open and new connections alike. */
    void mode(String mode) throws IOException, InterruptedException {
        assertThat(status(mode)).as("answer to " + mode).isEqualTo(200);
    }

    /** Waits until so many more bytes have passed that way, {@code up} to the zone or {@code down} from it. */
    void awaitPassed(String way, long more) throws IOException, InterruptedException {
        long before = passed(way);
        for (int attempt = 0; passed(way) < before + more; attempt++) {
            assertThat(attempt < 1200).as(more + " bytes have passed " + way).isTrue();
            TimeUnit.MILLISECONDS.sleep(25);
        }
    }

    private long passed(String way) throws IOException, InterruptedException {
        String status = http.send(HttpRequest.newBuilder(control.resolve("/status")).build(),
                HttpResponse.BodyHandlers.ofString()).body();
        Matcher counter = Pattern.compile("\"bytes_" + way + "\": (\\d+)").matcher(status);
        assertThat(counter.find()).as(status).isTrue();
        return Long.parseLong(counter.group(1));
    }

    /** The same, of a proxy that somebody else started. */
    static void mode(URI control, String mode) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(status(http, control, mode)).as("answer to " + mode).isEqualTo(200);
        }
    }

    private void awaitUp() throws InterruptedException {
        for (int attempt = 0; !isUp(); attempt++) {
            assertThat(attempt < 600 && process.isAlive()).as("the fault proxy is up").isTrue();
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private boolean isUp() throws InterruptedException {
        try {
            return status("/status") == 200;
        } catch (IOException _) {
            return false;
        }
    }

    private int status(String path) throws IOException, InterruptedException {
        return status(http, control, path);
    }

    private static int status(HttpClient http, URI control, String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(control.resolve(path)).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        http.close();
        process.destroy();
        process.onExit().join();
    }
}
