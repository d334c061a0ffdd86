package dev.s3gateway.backend.direct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.Chunks;
import dev.s3gateway.backend.DigestKind;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.Seed;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.ZoneDigest;
import dev.s3gateway.backend.s3.RawZone;
import dev.s3gateway.backend.s3.TestS3;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.bytes.LaneDropped;
import dev.s3gateway.bytes.LaneOutcome;
import dev.s3gateway.bytes.Tee;
import dev.s3gateway.bytes.TeePolicy;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.VersionId;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Bodies of random sizes in random chunks, teed to zones of every mood over shared connections, and read back by readers
 * who may leave: what a good zone tells of is whole, a bad one is a failure of its own, and nothing leaks. The ordinary
 * build has time for a few hundred; {@code -Dtraffic.runs=10000} runs more.
 */
class RandomTrafficTest {

    private static final int RUNS = Integer.getInteger("traffic.runs", 300);
    private static final int AT_ONCE = 20;
    private static final int OF_ONE_ZONE = 200;
    private static final Mood[] MOODS = Mood.values();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final DirectLimits SHORT = new DirectLimits(Duration.ofSeconds(5), Duration.ofSeconds(4),
            Duration.ofSeconds(4), Duration.ofMillis(300), Duration.ofSeconds(5), Duration.ofSeconds(60), 64);

    private static final TestLoops LOOPS = new TestLoops();
    private static final DirectConnections CONNECTIONS = new DirectConnections(LOOPS.loops(), SHORT);
    private static RawZone zone;
    private static ObjectStore store;

    /** A zone remembers all its connections, each with a buffer: now and then a new one takes its place. */
    private static void begin() throws IOException {
        zone.close();
        zone = RawZone.that(RandomTrafficTest::serve);
        store = CONNECTIONS.to(TestS3.zone("zone-1", zone.endpoint()), MemoryStore.natural("zone-1"));
    }

    @BeforeAll
    static void start() throws IOException {
        zone = RawZone.that(RandomTrafficTest::serve);
        store = CONNECTIONS.to(TestS3.zone("zone-1", zone.endpoint()), MemoryStore.natural("zone-1"));
    }

    @AfterAll
    static void stop() throws IOException {
        CONNECTIONS.close();
        LOOPS.close();
        zone.close();
    }

    /** The key says the mood, after how many bytes it shows, and how many bytes there are. */
    private static void serve(RawZone.Line line) throws Exception {
        boolean goesOn = true;
        while (goesOn && line.readHead().isPresent()) {
            String[] told = line.head().split(" ", 3)[1].substring("/bucket/".length()).split("\\.", 4);
            Mood mood = Mood.valueOf(told[0]);
            int after = Integer.parseInt(told[1]);
            goesOn = line.head().startsWith("PUT")
                    ? mood.take(line, Long.parseLong(line.header("content-length").orElseThrow()), after)
                    : mood.give(line, content(Integer.parseInt(told[2])), after);
        }
    }

    @Test
    @Timeout(1200)
    void everyUploadAndEveryDownloadEndsAsItsZonesDo() throws IOException {
        Random random = Seed.fresh().random();
        for (int done = 0; done < RUNS; done += AT_ONCE) {
            if (done % OF_ONE_ZONE == 0) {
                begin();
            }
            Chunks chunks = new Chunks();
            List<Mono<Void>> runs = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                Random own = new Random(random.nextLong());
                runs.add(i % 3 == 2 ? download(own) : upload(own, chunks));
            }
            Mono.when(runs).block(PATIENCE);
            chunks.assertAllReleased();
        }
    }

    private static Mono<Void> upload(Random random, Chunks chunks) {
        byte[] bytes = content(size(random));
        List<Mood> moods = random.ints(1 + random.nextInt(3)).mapToObj(_ -> mood(random)).toList();
        List<Lane> lanes = moods.stream().map(mood -> new Lane(mood, random.nextInt(200_000))).toList();
        boolean breaks = random.nextInt(6) == 0;
        boolean leaves = random.nextInt(8) == 0;
        Body body = breaks
                ? chunks.announcing(bytes.length + 1L,
                        chunks.of(bytes, 1 + random.nextInt(90_000))
                                .concatWith(Mono.error(new IllegalStateException("gone"))))
                : chunks.body(bytes, random);
        TeePolicy policy = new TeePolicy(200_000, 0, Duration.ofSeconds(30), 0, Duration.ofSeconds(30),
                Optional.empty(), Schedulers.parallel());
        Flux<LaneOutcome<Lane, Stored>> outcomes = Tee.each(body, lanes, policy,
                (lane, share) -> store.put(lane.locator(bytes.length), Metadata.ofType("text/plain"), share));
        return leaves
                ? outcomes.takeUntilOther(Mono.delay(Duration.ofMillis(random.nextInt(20)))).then()
                : outcomes.collectList().doOnNext(all -> check(all, lanes, bytes, breaks)).then();
    }

    private static void check(List<LaneOutcome<Lane, Stored>> outcomes, List<Lane> lanes, byte[] bytes,
            boolean breaks) {
        assertThat(outcomes).hasSameSizeAs(lanes);
        for (LaneOutcome<Lane, Stored> outcome : outcomes) {
            switch (outcome) {
                case LaneOutcome.Answered<Lane, Stored> answered -> {
                    assertThat(breaks).as(outcome.toString()).isFalse();
                    if (answered.lane().mood == Mood.EARLY_SUCCESS) {
                        // All of it had left us, and nobody but its digest can tell that it did not get there.
                        assertThat(answered.answer().digest()).isEqualTo(new ZoneDigest.None());
                    } else {
                        assertThat(answered.lane().mood.maySucceed()).as(outcome.toString()).isTrue();
                        assertThat(answered.answer().digest()).isEqualTo(DigestKind.MD5.of(bytes));
                    }
                }
                case LaneOutcome.Failed<Lane, Stored> failed -> {
                    assertThat(failed.lane().mood.isGood() && !breaks).as(outcome.toString()).isFalse();
                    assertThat(failed.cause()).isInstanceOfAny(StoreFailure.class, LaneDropped.class,
                            IllegalStateException.class);
                }
            }
        }
    }

    private static Mono<Void> download(Random random) {
        int size = size(random);
        Lane lane = new Lane(mood(random), random.nextInt(200_000));
        boolean leaves = random.nextInt(4) == 0;
        Flux<ByteBuf> chunks = store.get(lane.locator(size), Optional.empty())
                .flatMapMany(found -> found.body().chunks());
        Flux<Integer> counted = chunks.map(RandomTrafficTest::checked);
        return leaves
                ? counted.take(1 + random.nextInt(3)).onErrorComplete(StoreFailure.class).then()
                : counted.reduce(0, Integer::sum)
                        .doOnNext(read -> assertThat(read).as(lane.toString()).isEqualTo(size))
                        .onErrorResume(StoreFailure.class, failure -> lane.mood.isGood()
                                ? Mono.error(new AssertionError(lane.toString(), failure))
                                : Mono.empty())
                        .then();
    }

    private static int checked(ByteBuf chunk) {
        try {
            assertThat(chunk.forEachByte(b -> b == 'x')).as("a byte of another body").isEqualTo(-1);
            return chunk.readableBytes();
        } finally {
            chunk.release();
        }
    }

    /** Those that hang are few: each is waited for. */
    private static Mood mood(Random random) {
        Mood mood = MOODS[random.nextInt(MOODS.length)];
        return mood == Mood.HANGS && random.nextInt(10) > 0 ? Mood.GOOD : mood;
    }

    private static int size(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> random.nextInt(5_000);
            case 2 -> 1_048_570 + random.nextInt(20);
            case 3 -> 65_530 + random.nextInt(12);
            default -> random.nextInt(600_000);
        };
    }

    private static byte[] content(int size) {
        byte[] bytes = new byte[size];
        java.util.Arrays.fill(bytes, (byte) 'x');
        return bytes;
    }

    private record Lane(Mood mood, int after) {

        Locator locator(int size) {
            return new Locator(new ZoneCode("zone-1"), "bucket", mood + "." + after + "." + size, Optional.empty(),
                    new Stamp(1, new VersionId(new UUID(1, 2)), 1));
        }
    }
}
