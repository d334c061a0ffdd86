package dev.s3gateway.s3.auth;

import static dev.s3gateway.backend.ScriptedStore.Call.GET;
import static dev.s3gateway.backend.ScriptedStore.Call.PUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.DigestKind;
import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.Script;
import dev.s3gateway.backend.Scripts;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.ZoneDigest;
import dev.s3gateway.bytes.CountedDigests;
import dev.s3gateway.config.ByteSize;
import dev.s3gateway.replication.House;
import dev.s3gateway.replication.write.LaneLimits;
import dev.s3gateway.s3.S3Service;
import dev.s3gateway.s3.wire.S3Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * {@code digest = auto} (protocol.md §5): every set of one to three zones, however each proves what it has and whatever
 * becomes of its lane, under everything that a client may say about its body. Whoever computes the MD5, the guarantee is
 * the same: what counts is proven, the tag is the MD5, and a body that is not what was said is nowhere.
 */
class DigestMatrixTest {

    private static final List<DigestingClient> CLIENTS = DigestingClient.all();
    private static final List<ProvingZone> ZONES = List.of(ProvingZone.values());
    private static final List<Fate> FATES = List.of(Fate.values());
    private static final List<String> NAMES = List.of("oslo", "bergen", "tromso");
    private static final String SMALL = "meow".repeat(3_000);
    /** More than what is collected before it is sent. */
    private static final String LARGE = "meow".repeat((1 << 18) + 5_000);

    /** So many runs stall now and then, and that is not what this is about. */
    private static final LaneLimits PATIENT = new LaneLimits(ByteSize.ofMiB(1), Duration.ofSeconds(30), new ByteSize(1),
            Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(30));

    private static CountedDigests counted;

    @BeforeAll
    static void count() {
        counted = new CountedDigests();
    }

    @AfterAll
    static void countNoMore() {
        counted.close();
    }

    /** What becomes of a lane. */
    private enum Fate {
        DONE, REFUSED, CHANGED;

        Script script() {
            return switch (this) {
                case DONE -> Script.OBEYS;
                case REFUSED -> Scripts.refuses(Scripts.full());
                case CHANGED -> Scripts.turnsABitOver();
            };
        }
    }

    private record Lane(String name, ProvingZone zone, Fate fate) {}

    @TestFactory
    Stream<DynamicTest> whoeverComputesTheMd5TheGuaranteeIsTheSame() {
        return sets(List.of(), 0)
                .map(zones -> DynamicTest.dynamicTest(zones.toString(), () -> new Service(zones).all()));
    }

    private static Stream<List<ProvingZone>> sets(List<ProvingZone> begun, int least) {
        Stream<List<ProvingZone>> more = begun.size() == 3
                ? Stream.empty()
                : IntStream.range(least, ZONES.size()).boxed().flatMap(next -> {
                    List<ProvingZone> longer = new ArrayList<>(begun);
                    longer.add(ZONES.get(next));
                    return sets(List.copyOf(longer), next);
                });
        return begun.isEmpty() ? more : Stream.concat(Stream.of(begun), more);
    }

    /** The gateway over one set of zones. */
    private static final class Service {

        private final List<ProvingZone> zones;
        private final House house;
        private final S3Service service;
        private int runs;

        Service(List<ProvingZone> zones) {
            this.zones = zones;
            Map<String, MemoryStore> stores = new LinkedHashMap<>();
            IntStream.range(0, zones.size()).forEach(i -> stores.put(NAMES.get(i), zones.get(i).store(NAMES.get(i))));
            this.house = House.over(stores);
            house.limits = PATIENT;
            house.createBucket(House.BUCKET);
            this.service = Gate.required().before(house);
        }

        /** Each client where nothing goes wrong, and then each way for lanes to end, by one client after the other. */
        void all() {
            for (DigestingClient client : CLIENTS) {
                run(client, lanes(0));
            }
            for (int fates = 1; fates < Math.pow(FATES.size(), zones.size()); fates++) {
                run(CLIENTS.get((fates * 5 + zones.hashCode() & 0xffff) % CLIENTS.size()), lanes(fates));
            }
            house.rest();
            assertThat(house.ledger.openIntents()).isZero();
        }

        private List<Lane> lanes(int fates) {
            List<Lane> lanes = new ArrayList<>();
            int left = fates;
            for (int i = 0; i < zones.size(); i++) {
                lanes.add(new Lane(NAMES.get(i), zones.get(i), FATES.get(left % FATES.size())));
                left /= FATES.size();
            }
            return lanes;
        }

        private void run(DigestingClient client, List<Lane> lanes) {
            runs++;
            String body = runs % 29 == 0 ? LARGE : SMALL;
            int needed = 1 + runs % zones.size();
            house.with(house.defaults.withMinReplicas(needed));
            lanes.forEach(lane -> house.zone(lane.name()).on(PUT, lane.fate().script()));

            acknowledgesWhatIsProven(new Run(client, lanes, body, "key-" + runs, needed));
            if (client.saysSomething() && !new Run(client, lanes, body, "", needed).isReadByNobody()) {
                refusesWhatIsWrong(client, body, "wrong-" + runs);
            }
        }

        private void acknowledgesWhatIsProven(Run run) {
            Sent put = run.client.honest(Sent.of("PUT", "/photos/" + run.key), run.body);
            long readBefore = reads();
            counted.forget();

            S3Response answer = answer(put);

            List<String> proven = run.proven().stream().map(Lane::name).toList();
            assertThat(answer.status()).as(run.toString()).isEqualTo(run.status());
            if (answer.status() == 200) {
                assertThat(answer.headers()).as(run.toString()).contains(Map.entry("ETag", "\"" + run.md5() + "\""));
                assertThat(house.current(run.key).completeCopies()).as(run.toString())
                        .extracting(copy -> copy.zone().value())
                        .containsExactlyInAnyOrderElementsOf(proven);
                assertThat(house.read(run.key)).isEqualTo(DigestingClient.bytes(run.body));
            }
            assertThat(reads() - readBefore).as(run.toString())
                    .isEqualTo(run.readsBack() + (answer.status() == 200 ? 1 : 0));
            if (run.isReadByNobody()) {
                return;
            }
            assertThat(counted.of("MD5", run.body.length())).as(run.toString()).isEqualTo(run.md5s());
            for (String digest : List.of("SHA-1", "SHA-256")) {
                assertThat(counted.of(digest, run.body.length())).as("%s of %s", digest, run)
                        .isEqualTo(run.client.digests().contains(digest) ? 1 : 0);
            }
        }

        private void refusesWhatIsWrong(DigestingClient client, String body, String key) {
            assertThat(said(answer(client.wrong(Sent.of("PUT", "/photos/" + key), body)))).as(client.toString())
                    .startsWith(client.refusal());
            for (int i = 0; i < zones.size(); i++) {
                assertThat(house.copies(NAMES.get(i), key)).as(client.toString()).isEmpty();
            }
        }

        private S3Response answer(Sent sent) {
            return House.await(service.serve(sent.arrivedIn(64 << 10, 1)));
        }

        private static String said(S3Response answer) {
            String body = new String(House.await(House.bytes(answer.body())), java.nio.charset.StandardCharsets.UTF_8);
            return answer.status() + " " + body.replaceAll("(?s).*<Code>(.*)</Code>.*", "$1");
        }

        private long reads() {
            return house.zones.values().stream().mapToLong(zone -> zone.count(GET)).sum();
        }
    }

    /** One PUT, and what the protocol says that must become of it. */
    private record Run(DigestingClient client, List<Lane> lanes, String body, String key, int needed) {

        /** Of a long body that every zone refuses at once nothing is pulled. */
        boolean isReadByNobody() {
            return body.length() > SMALL.length() && lanes.stream().allMatch(lane -> lane.fate() == Fate.REFUSED);
        }

        private boolean isLeftToZones() {
            return !client.digests().contains("MD5")
                    && lanes.stream().allMatch(lane -> lane.zone().looksAtSums)
                    && lanes.stream().anyMatch(lane -> lane.zone().seenToTellMd5);
        }

        /** Whose tag is another than the MD5 has something else, for all that can be known. */
        List<Lane> proven() {
            return lanes.stream()
                    .filter(lane -> lane.fate() == Fate.DONE && lane.zone() != ProvingZone.TRAILER_LOOKALIKE)
                    .toList();
        }

        /** What is not enough to be looked at any closer has succeeded as far as anybody knows. */
        int status() {
            long succeeded = isLeftToZones() && done().size() < needed ? done().size() : proven().size();
            return succeeded >= needed ? 200 : succeeded > 0 ? 503 : 500;
        }

        private List<Lane> done() {
            return lanes.stream().filter(lane -> lane.fate() == Fate.DONE).toList();
        }

        /** Zones that say nothing are read back, and so is one where nobody tells the tag, or not all the same. */
        long readsBack() {
            long silent = lanes.stream()
                    .filter(lane -> lane.zone() == ProvingZone.NEITHER && lane.fate() != Fate.REFUSED)
                    .count();
            return silent + (needsTag() ? 1 : 0);
        }

        private boolean needsTag() {
            List<Lane> done = done();
            return isLeftToZones() && done.size() >= needed
                    && (done.stream().noneMatch(lane -> lane.zone() == ProvingZone.TRAILER_AND_MD5)
                            || done.stream().anyMatch(lane -> lane.zone() == ProvingZone.TRAILER_LOOKALIKE));
        }

        long md5s() {
            return isLeftToZones() && !needsTag() ? 0 : 1;
        }

        @Override
        public String toString() {
            return "%s in %d bytes to %s, %d needed".formatted(client, body.length(), lanes, needed);
        }

        String md5() {
            return ((ZoneDigest.Md5) DigestKind.MD5.of(DigestingClient.bytes(body))).etag().value();
        }
    }
}
