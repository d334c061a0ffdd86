package dev.s3gateway.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.object.Checksum;
import dev.s3gateway.object.ChecksumAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class DigestsTest {

    private static final EnumSet<ChecksumAlgorithm> ALL = EnumSet.allOf(ChecksumAlgorithm.class);

    @Test
    void everyAlgorithmGivesItsPublishedCheckValue() {
        Digests digests = Digests.of(Body.of("123456789")).with(ALL).withMd5();

        Digested digested = drained(digests);

        assertThat(digested.size()).isEqualTo(9);
        assertThat(digested.crc32c()).isEqualTo(0xE3069283);
        assertThat(digested.md5()).contains(new Md5("25f9e794323b453885f5181f1b624d0b"));
        assertThat(hex(digested)).isEqualTo(new TreeMap<>(Map.of(
                ChecksumAlgorithm.CRC32, "cbf43926",
                ChecksumAlgorithm.CRC32C, "e3069283",
                ChecksumAlgorithm.CRC64NVME, "ae8b14860a799888",
                ChecksumAlgorithm.SHA1, "f7c3bc1d808e04732adf679965ccc34ca7ae3441",
                ChecksumAlgorithm.SHA256, "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225")));
    }

    @Test
    void theCutsBetweenChunksDoNotMatter() {
        SplittableRandom random = new SplittableRandom(4711);
        for (int i = 0; i < 200; i++) {
            int size = random.nextInt(3_000);
            Digested whole = drained(Digests.of(new Body.Buffered(Chunks.of(size, 1).content())).with(ALL).withMd5());
            Chunks chunks = Chunks.random(random, size);

            assertThat(drained(Digests.of(chunks.body()).with(ALL).withMd5())).isEqualTo(whole);
            chunks.assertAllReleased();
        }
    }

    @Test
    void theResultsAreThereBeforeTheBodyCompletes() {
        Digests digests = Digests.of(Body.of("abc"));
        StringBuilder order = new StringBuilder();

        Mono<Digested> results = digests.results().doOnNext(_ -> order.append("results "));
        StepVerifier
                .create(results.and(
                        digests.body().chunks().doOnNext(c -> c.release()).doOnComplete(() -> order.append("end"))))
                .verifyComplete();

        assertThat(order).hasToString("results end");
    }

    @Test
    void aBodyThatIsGivenUpHasNoResults() {
        Digests digests = Digests.of(Body.of("abc")).with(ALL);

        digests.body().discard().block();

        StepVerifier.create(digests.results()).verifyError(java.util.concurrent.CancellationException.class);
    }

    private static Digested drained(Digests digests) {
        return digests.body()
                .chunks()
                .doOnNext(chunk -> chunk.release())
                .then(digests.results())
                .blockOptional()
                .orElseThrow();
    }

    private static Map<ChecksumAlgorithm, String> hex(Digested digested) {
        Map<ChecksumAlgorithm, String> hex = new TreeMap<>();
        digested.checksums().forEach((algorithm, sum) -> hex.put(algorithm, hexOf(sum)));
        return hex;
    }

    private static String hexOf(Checksum sum) {
        return HexFormat.of().formatHex(java.util.Base64.getDecoder().decode(sum.base64()));
    }
}
