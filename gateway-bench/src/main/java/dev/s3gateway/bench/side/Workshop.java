package dev.s3gateway.bench.side;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Starts the sides, each in a directory of its own below one that is thrown away. */
public final class Workshop implements AutoCloseable {

    private static final int START_SECONDS = 120;
    private static final int REHEARSAL_SECONDS = 300;
    private final Path home;
    private final Path directory;
    private final List<Side> started = new CopyOnWriteArrayList<>();
    private int number;

    public Workshop(Path home) throws IOException {
        this.home = home;
        this.directory = Files.createTempDirectory("gateway-bench");
        // Whoever stops the bench stops what it has started.
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopAll, "stop the sides"));
    }

    private void stopAll() {
        started.reversed().forEach(Side::stop);
    }

    public Path home() {
        return home;
    }

    /** So many zones that cost next to nothing, in one process. */
    public List<Integer> sinks(int count) throws IOException {
        List<String> command = java("dev.s3gateway.bench.sink.Sink", "-Xmx1g", List.of(Integer.toString(count)));
        String[] ports = ready(start("sinks", new ProcessBuilder(command), 0, false)).split(" ", -1);
        return Arrays.stream(ports).map(Integer::valueOf).toList();
    }

    /** The tee on Netty that everything is compared with; it relays GETs to the first zone. */
    public Side bareTee(int read, List<Integer> zones) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(Integer.toString(read)));
        zones.forEach(zone -> arguments.add(zone.toString()));
        return announced("bare tee", java("dev.s3gateway.bench.tee.BareTee", "-Xmx256m", arguments));
    }

    /** The tee in C; empty without a compiler. */
    public Optional<Side> copyTee(List<Integer> zones) throws IOException {
        Path program = directory.resolve("tee");
        if (!Files.exists(program)) {
            Path source = home.resolve("gateway-bench/src/main/c/tee.c");
            if (!succeeds("cc", "-O2", "-pthread", "-o", program.toString(), source.toString())) {
                return Optional.empty();
            }
        }
        List<String> command = new ArrayList<>(List.of(program.toString()));
        zones.forEach(zone -> command.add(zone.toString()));
        return Optional.of(announced("tee in C", command));
    }

    public Optional<Side> nginx(int zone) throws IOException {
        return relay("nginx", "nginx.conf", zone, file -> List.of("nginx", "-c", file.toString()));
    }

    public Optional<Side> haproxy(int zone) throws IOException {
        return relay("haproxy", "haproxy.cfg", zone, file -> List.of("haproxy", "-db", "-f", file.toString()));
    }

    /**
     * The product as its users start it, with these ports as its zones.
     *
     * @param dataPath what the zones' key data-path says; empty for its default
     * @param variables further settings, as environment variables
     */
    public Side gateway(String name, List<Integer> zones, String dataPath, Map<String, String> variables)
            throws IOException {
        return gateway(name, fresh(), zones, dataPath, variables);
    }

    /**
     * The first start of a build makes, in the background, the cache that later ones begin from. That must not fall into a
     * measurement: waits for it, once, and says so where it does not come.
     */
    public void rehearse() throws IOException {
        try (Side side = gateway("rehearsal", sinks(1), "", Map.of())) {
            Optional<Path> promised = side.startCachePromised();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(REHEARSAL_SECONDS);
            while (promised.isPresent() && !Files.exists(promised.get())) {
                if (System.nanoTime() > deadline) {
                    System.err.println("bench: no start cache within " + REHEARSAL_SECONDS + " s; going on without it");
                    return;
                }
                pause(200);
            }
        }
    }

    /** The same over data that is there already. */
    public Side gateway(String name, Path place, List<Integer> zones, String dataPath, Map<String, String> variables)
            throws IOException {
        return product(name, place, zones, dataPath, variables, List.of(home.resolve("s3gateway").toString()));
    }

    /** The same without PostgreSQL: the tests' ledger in memory is in its place. */
    public Side withoutLedger(List<Integer> zones, String dataPath) throws IOException {
        return product("gateway without ledger", fresh(), zones, dataPath, Map.of(),
                java("dev.s3gateway.server.LedgerOff", "-Xmx6g", List.of()));
    }

    private Side product(String name, Path place, List<Integer> zones, String dataPath, Map<String, String> variables,
            List<String> program) throws IOException {
        Path backends = Files.writeString(place.resolve("backends.json"), backends(zones, dataPath));
        int port = freePort();
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of("serve", "--data", place.resolve("data").toString(), "--port", Integer.toString(port)));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .keySet()
                .removeIf(key -> (key.startsWith("S3GATEWAY_") && !key.endsWith("JAVA_HOME"))
                        || key.equals("DATABASE_URL"));
        builder.environment().put("S3_BACKENDS_CONFIG", backends.toString());
        builder.environment().putAll(variables);
        Side side = start(name, builder, port, false);
        awaitReady(side);
        return side;
    }

    /** Another gateway, over one zone: versitygw in front of an S3 service. Empty where there is none. */
    public Optional<Side> versitygw(int zone, String id, String secret) throws IOException {
        Optional<Path> program = Installed.program("versitygw");
        if (program.isEmpty()) {
            return Optional.empty();
        }
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder(program.get().toString(), "--port", "127.0.0.1:" + port,
                "--access", id, "--secret", secret, "s3", "--access", "sink", "--secret", "sink-secret", "--endpoint",
                "http://127.0.0.1:" + zone, "--use-path-style", "--disable-data-integrity-check");
        // It refuses to start with certificates of one's own, which nobody needs here.
        builder.environment().remove("AWS_CA_BUNDLE");
        Side side = start("versitygw", builder, port, false);
        awaitListening(side);
        return Optional.of(side);
    }

    /** Another gateway, over one zone: S3Proxy in front of an S3 service. Empty where there is none. */
    public Optional<Side> s3proxy(int zone, String id, String secret) throws IOException {
        Optional<String> jars = Installed.jars("s3proxy");
        if (jars.isEmpty()) {
            return Optional.empty();
        }
        int port = freePort();
        Path place = fresh();
        // Left alone it writes down every byte that passes.
        Path logging = Files.writeString(place.resolve("logback.xml"),
                "<configuration><root level=\"WARN\"/></configuration>");
        Path file = Files.writeString(place.resolve("s3proxy.properties"), """
                s3proxy.endpoint=http://127.0.0.1:%d
                s3proxy.authorization=aws-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                jclouds.provider=aws-s3-sdk
                jclouds.identity=sink
                jclouds.credential=sink-secret
                jclouds.endpoint=http://127.0.0.1:%d
                aws-s3-sdk.region=us-east-1
                """.formatted(port, id, secret, zone));
        Side side = start("S3Proxy", new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx1g", "-Dlogback.configurationFile=" + logging, "-cp", jars.get(), "org.gaul.s3proxy.Main",
                "--properties", file.toString()), port, false);
        awaitListening(side);
        return Optional.of(side);
    }

    public Path fresh() throws IOException {
        return Files.createDirectories(directory.resolve("side-" + number++));
    }

    private static String backends(List<Integer> zones, String dataPath) {
        StringBuilder list = new StringBuilder();
        for (int zone : zones) {
            list.append(list.isEmpty() ? "" : ",\n")
                    .append("""
                            { "name": "sink-%1$d", "zone_code": "XX-SINK-%1$d", "endpoint_url": "http://127.0.0.1:%1$d",
                              "region": "us-east-1", "access_key": "sink", "secret_key": "sink-secret"%2$s }"""
                            .formatted(zone,
                                    dataPath.isEmpty() ? "" : ", \"data_path\": \"" + dataPath + '"'));
        }
        return "{ \"backends\": [\n" + list + "\n], \"replication\": { \"required_replicas\": " + zones.size()
                + " } }\n";
    }

    private void awaitReady(Side side) throws IOException {
        URI ready = URI.create("http://127.0.0.1:" + side.port() + "/health/ready");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (!answers(client, ready)) {
                if (System.nanoTime() > deadline || !side.isAlive()) {
                    throw new IOException(side.name() + " did not start:\n" + side.said());
                }
                pause();
            }
        }
    }

    private static boolean answers(HttpClient client, URI uri) {
        try {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode() == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Optional<Side> relay(String name, String template, int zone, Command command) throws IOException {
        if (!succeeds(name, "-v")) {
            return Optional.empty();
        }
        Path place = fresh();
        int port = freePort();
        Path file = Files.writeString(place.resolve(template), resource(template)
                .replace("@DIR@", place.toString())
                .replace("@PORT@", Integer.toString(port))
                .replace("@ZONE@", Integer.toString(zone)));
        Side side = start(name, new ProcessBuilder(command.of(file)), port, true);
        awaitListening(side);
        return Optional.of(side);
    }

    private interface Command {
        List<String> of(Path file);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Workshop.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new IOException(name + " is not among the resources of the bench");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> java(String main, String heap, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                heap, "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
        return command;
    }

    /** A side that prints "ready PORT" itself. */
    private Side announced(String name, List<String> command) throws IOException {
        Side side = start(name, new ProcessBuilder(command), 0, false);
        return side.at(Integer.parseInt(ready(side)));
    }

    /** What follows "ready" in the line that it prints once it can be used. */
    private static String ready(Side side) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            Optional<String> line = side.said().lines().filter(each -> each.startsWith("ready ")).findFirst();
            if (line.isPresent() && side.said().endsWith("\n")) {
                return line.get().substring("ready ".length());
            }
            if (System.nanoTime() > deadline || !side.isAlive()) {
                throw new IOException(side.name() + " did not start:\n" + side.said());
            }
            pause();
        }
    }

    private void awaitListening(Side side) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            try (java.net.Socket _ = new Socket(InetAddress.getLoopbackAddress(), side.port())) {
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline || !side.isAlive()) {
                    throw new IOException(side.name() + " does not listen:\n" + side.said(), e);
                }
                pause();
            }
        }
    }

    private Side start(String name, ProcessBuilder builder, int port, boolean withChildren) throws IOException {
        Path log = directory.resolve(name.replace(' ', '-') + "-" + number++ + ".log");
        Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Side side = new Side(name, process, port, log, withChildren);
        started.add(side);
        return side;
    }

    /** The last words of all that was started. */
    public String said() {
        StringBuilder all = new StringBuilder();
        for (Side side : started) {
            List<String> lines = side.said().lines().toList();
            all.append(side.name()).append(side.isAlive() ? ":\n" : " (ended):\n");
            lines.subList(Math.max(0, lines.size() - 5), lines.size())
                    .forEach(line -> all.append("  ").append(line).append('\n'));
        }
        return all.toString();
    }

    private static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void pause() {
        pause(20);
    }

    public static void pause(int millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (Side side : started.reversed()) {
            try {
                side.close();
            } catch (IOException e) {
                System.err.println("bench: " + e.getMessage());
            }
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
