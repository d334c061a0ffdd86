package dev.s3gateway.backend.local;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.Seed;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.VersionId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The main class of a JVM that is there to be killed: eight writers at once, and a line with the file's name for every
 * copy that was acknowledged. Each copy says in its first bytes how long it is and what it is filled with.
 */
final class CrashWriter {

    private static final int MOST_BYTES = 400_000;

    private CrashWriter() {}

    static Process start(Path zone, Path report, List<String> prefix) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
                System.getProperty("java.class.path"), CrashWriter.class.getName(), zone.toString(),
                report.toString()));
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(report + ".log")))
                .start();
    }

    static void main(String[] arguments) throws IOException {
        Path zone = Path.of(arguments[0]);
        Path report = Path.of(arguments[1]);
        LocalStore store = new LocalStore(new LocalZoneConfig(new ZoneCode("zone-1"), zone, 8));
        store.prepare().then(store.createBucket("crash")).block();
        Random random = Seed.fresh().random();
        // The first refusal as a value: several writers may be refused at once, and one answer is enough.
        Optional<StoreFailure.Rejected> full = Flux.<Locator>generate(sink -> sink.next(planned(random)))
                .flatMap(planned -> put(store, planned).doOnNext(stored -> acknowledge(stored, report))
                        .then(Mono.<StoreFailure.Rejected>empty())
                        .onErrorResume(StoreFailure.Rejected.class, Mono::just), 8)
                .next()
                .blockOptional();
        Files.writeString(report, verdict(full.orElseThrow(), zone), StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    static List<Path> visible(Path zone) throws IOException {
        try (Stream<Path> files = Files.walk(zone.resolve("crash"))) {
            return files.filter(Files::isRegularFile).filter(file -> !file.toString().endsWith(".json")).toList();
        }
    }

    static boolean isWhole(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            ByteBuffer head = ByteBuffer.wrap(bytes);
            if (bytes.length < 5 || head.getInt() != bytes.length || !Files.exists(Path.of(file + ".json"))) {
                throw new AssertionError("torn: " + file + " of " + bytes.length + " bytes");
            }
            for (int i = 5; i < bytes.length; i++) {
                if (bytes[i] != bytes[4]) {
                    throw new AssertionError("torn: " + file + " at byte " + i);
                }
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isEmpty(Path directory) {
        return Optional.ofNullable(directory.toFile().list()).orElseThrow().length == 0;
    }

    private static String verdict(StoreFailure.Rejected failure, Path zone) throws IOException {
        // The other seven were cancelled by the first one's failure and let go of their files when they can.
        Boolean clean = Flux.interval(Duration.ofMillis(10))
                .map(_ -> isEmpty(zone.resolve(".tmp")))
                .filter(empty -> empty)
                .next()
                .block(Duration.ofSeconds(10));
        // Only then: a file that is being removed must not be looked into.
        boolean whole = visible(zone).stream().allMatch(CrashWriter::isWhole);
        return "Rejected " + failure.code + (whole ? ", all visible copies whole" : ", torn")
                + (Boolean.TRUE.equals(clean) ? ", no temporary file left" : ", litter") + "\n";
    }

    private static Mono<Stored> put(LocalStore store, Locator planned) {
        byte[] bytes = content(planned);
        Flux<ByteBuf> chunks = Flux.range(0, (bytes.length + 9999) / 10_000)
                .map(i -> Unpooled.copiedBuffer(bytes, i * 10_000, Math.min(10_000, bytes.length - i * 10_000)));
        return store.put(planned, Metadata.ofType("text/plain"),
                new Body.Streaming(OptionalLong.of(bytes.length), chunks));
    }

    private static byte[] content(Locator planned) {
        int size = 5 + Math.floorMod(planned.stamp().version().hashCode(), MOST_BYTES);
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) planned.stamp().version().hashCode());
        ByteBuffer.wrap(bytes).putInt(size);
        return bytes;
    }

    private static Locator planned(Random random) {
        return new Locator(new ZoneCode("zone-1"), "crash", "dir-" + random.nextInt(5) + "/key-" + random.nextInt(20),
                Optional.empty(), new Stamp(1, new VersionId(UUID.randomUUID()), 1));
    }

    private static void acknowledge(Stored stored, Path report) {
        Path data = new Places(Path.of("/")).pinned(stored.locator()).data();
        try {
            Files.writeString(report, data.getFileName() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
