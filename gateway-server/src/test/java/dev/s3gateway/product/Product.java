package dev.s3gateway.product;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.s3gateway.server.KilledAt;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The product as its users start it: a process of its own on a port of its own. */
final class Product implements AutoCloseable {

    private static final Duration START_TIME = Duration.ofMinutes(3);

    /** What a developer's own environment may hold must not reach the product under test. */
    private static final Pattern OURS = Pattern
            .compile(
                    "S3GATEWAY_(?!JAVA_HOME).*|VGW_.*|S3PROXY_.*|DATABASE_URL|S3_BACKENDS_CONFIG|DB_PATH|STORAGE_ROOT");

    private final Process process;
    private final Path output;
    private final URI endpoint;

    private Product(Process process, Path output, URI endpoint) {
        this.process = process;
        this.output = output;
        this.endpoint = endpoint;
    }

    static Product start(Path data) throws Exception {
        return start(data, List.of(), Map.of());
    }

    static Product start(Path data, List<String> jvmOptions, Map<String, String> variables) throws Exception {
        Product product = launch(data, jvmOptions, variables);
        product.awaitReady();
        return product;
    }

    /** Under limits of its own: {@code shell} sets them, such as {@code ulimit -n 1024}. */
    static Product limited(String shell, Path data, List<String> jvmOptions, Map<String, String> variables)
            throws Exception {
        List<String> options = new ArrayList<>(jvmOptions);
        options.addAll(List.of("-jar", jar().toString()));
        Product product = java(List.of("sh", "-c", shell + "; exec \"$@\"", "sh"), options, data, variables);
        product.awaitReady();
        return product;
    }

    /** As an operator starts it: by the launcher, with these arguments and a port that is free. */
    static Product launched(Map<String, String> variables, String... arguments) throws Exception {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of("../s3gateway"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--port", ":" + port, "--host", "127.0.0.1"));
        Product product = run(command, variables, port);
        product.awaitReady();
        return product;
    }

    /** The same product, which ends itself where the file says (see {@link KilledAt}). */
    static Product killedAt(Path file, Path data, Map<String, String> variables) throws Exception {
        Path tests = Path.of(KilledAt.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Product product = java(List.of("-D" + KilledAt.FILE + "=" + file, "-cp",
                jar() + File.pathSeparator + tests, KilledAt.class.getName()), data, variables);
        product.awaitReady();
        return product;
    }

    /** What a start said that came to nothing. */
    record Refused(int exitCode, String output) {}

    static Refused refused(Path data, Map<String, String> variables) throws Exception {
        try (Product product = launch(data, List.of(), variables)) {
            if (!product.process.waitFor(START_TIME.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the product did start:\n" + product.output());
            }
            return new Refused(product.process.exitValue(), product.output());
        }
    }

    private static Product launch(Path data, List<String> jvmOptions, Map<String, String> variables)
            throws IOException {
        List<String> options = new ArrayList<>(jvmOptions);
        options.addAll(List.of("-jar", jar().toString()));
        return java(options, data, variables);
    }

    private static Product java(List<String> options, Path data, Map<String, String> variables) throws IOException {
        return java(List.of(), options, data, variables);
    }

    private static Product java(List<String> before, List<String> options, Path data, Map<String, String> variables)
            throws IOException {
        int port = freePort();
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(options);
        command.addAll(List.of("serve", "--data", data.toString(), "--port", "" + port));
        return run(command, variables, port);
    }

    private static Product run(List<String> command, Map<String, String> variables, int port) throws IOException {
        Path output = Files.createTempFile("product", ".log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(OURS.asMatchPredicate());
        // No start-up cache: making it would take the processors from the tests.
        builder.environment().put("S3GATEWAY_CACHE", "/dev/null");
        builder.environment().putAll(variables);
        boolean secure = variables.containsKey("S3GATEWAY_TLS_CERTIFICATE");
        return new Product(builder.start(), output,
                URI.create((secure ? "https" : "http") + "://127.0.0.1:" + port));
    }

    URI endpoint() {
        return endpoint;
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    long pid() {
        return process.pid();
    }

    /** SIGHUP. */
    void hangUp() throws IOException, InterruptedException {
        if (new ProcessBuilder("kill", "-HUP", Long.toString(pid())).start().waitFor() != 0) {
            throw new AssertionError("kill -HUP failed");
        }
    }

    /** SIGTERM, without waiting for what comes of it. */
    void terminate() {
        process.destroy();
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Waits for the end that the product comes to by itself, and answers the exit code. */
    int awaitEnd() throws InterruptedException, IOException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("still runs:\n" + output());
        }
        return process.exitValue();
    }

    /** SIGTERM, as a service manager or Ctrl-C would; answers the exit code. */
    @CanIgnoreReturnValue
    int stop() throws InterruptedException, IOException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("did not stop within a minute:\n" + output());
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        try {
            if (process.isAlive()) {
                stop();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while stopping the product", e);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private void awaitReady() throws Exception {
        long deadline = System.nanoTime() + START_TIME.toNanos();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new AssertionError("the product did not start:\n" + output());
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private boolean isReady() throws InterruptedException {
        if (endpoint.getScheme().equals("https")) {
            return isListening();
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(endpoint.resolve("/health/ready"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    private boolean isListening() {
        try (java.net.Socket socket = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(),
                endpoint.getPort())) {
            return socket.isConnected();
        } catch (IOException _) {
            return false;
        }
    }

    /** Of those that no connection is given: another program's could take it before the product does. */
    private static int freePort() {
        return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(10_000, 12_000))
                .filter(Product::isFree)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException _) {
            return false;
        }
    }

    private static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.getFileName().toString().matches("gateway-server-[^-]+(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("target/gateway-server-*.jar is made by the package phase"));
        }
    }
}
