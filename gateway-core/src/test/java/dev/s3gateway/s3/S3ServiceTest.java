package dev.s3gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.access.Authorizer;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.failure.Failure.Denied;
import dev.s3gateway.failure.Failure.Refusal;
import dev.s3gateway.replication.House;
import dev.s3gateway.s3.auth.Authenticator;
import dev.s3gateway.s3.op.CommonRules;
import dev.s3gateway.s3.op.ContinuationTokens;
import dev.s3gateway.s3.op.Operations;
import dev.s3gateway.s3.wire.S3Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class S3ServiceTest {

    private final House house = House.of("oslo");

    @Test
    void aWrongSignatureIsRefusedBeforeTheBodyIsPulled() { // row 6, A49
        AtomicInteger discarded = new AtomicInteger();
        Body unread = new Body.Streaming(OptionalLong.of(3), Flux.error(new AssertionError("it was read")),
                Mono.fromRunnable(discarded::incrementAndGet));
        S3Service service = service(
                _ -> {
                    throw new Denied(Refusal.SIGNATURE_DOES_NOT_MATCH, "The signature does not match.");
                });

        S3Response response = House.await(service.serve(Ask.of("PUT", "/photos/k").body(unread).request()));

        assertThat(response.status()).isEqualTo(403);
        assertThat(text(response)).contains("<Code>SignatureDoesNotMatch</Code>", "<Resource>/photos/k</Resource>");
        assertThat(discarded).hasValue(1);
    }

    @Test
    void whatWeDoNotHaveIsRefusedBeforeAnybodyIsAsked() { // A66
        S3Service service = service(_ -> {
            throw new AssertionError("it was asked");
        });

        S3Response response = House.await(service.serve(Ask.of("PUT", "/photos/k?retention").request()));

        assertThat(response.status()).isEqualTo(501);
        assertThat(text(response)).contains("PutObjectRetention");
    }

    @Test
    void aFaultOfOursTellsNothing() {
        S3Service service = service(_ -> {
            throw new IllegalStateException("the secret of the house");
        });

        S3Response response = House.await(service.serve(Ask.get("/photos/k").request()));

        assertThat(response.status()).isEqualTo(500);
        assertThat(text(response)).contains("<Code>InternalError</Code>", "<RequestId>request-1</RequestId>")
                .doesNotContain("secret");
    }

    @Test
    void of64CreatorsExactlyOneWins() { // row 50, A76
        Front front = Front.open();
        List<String> verdicts = Flux.range(0, 64)
                .flatMap(i -> Mono
                        .fromCallable(() -> front.serve(Ask.put("/photos/race", "creator " + i)
                                .with("if-none-match",
                                        "*")))
                        .subscribeOn(Schedulers.boundedElastic()), 64)
                .map(Answer::verdict)
                .collectList()
                .blockOptional()
                .orElseThrow();

        assertThat(verdicts).hasSize(64).filteredOn("200"::equals).hasSize(1);
        assertThat(verdicts).filteredOn(verdict -> !verdict.equals("200"))
                .allMatch(verdict -> verdict.startsWith("412 ") || verdict.startsWith("409 "));
    }

    /** Mended by copying what this test expects into the page. */
    @Test
    void theDocumentsNameEveryOperation() throws IOException {
        Operations operations = operations(new Authorizer(house.ledger));
        String expected = "| " + String.join(" |\n| ", operations.names()) + " |\n";
        String refused = wrapped(operations.refused());

        assertThat(Files.readString(page())).contains(expected).contains(refused);
    }

    private static Path page() {
        Path here = Path.of("docs/s3.md");
        return Files.exists(here) ? here : Path.of("..").resolve(here);
    }

    private static String wrapped(List<String> names) {
        return IntStream.iterate(0, i -> i < names.size(), i -> i + 4)
                .mapToObj(i -> String.join(", ", names.subList(i, Math.min(i + 4, names.size()))))
                .collect(Collectors.joining(",\n"));
    }

    private S3Service service(Authenticator authenticator) {
        Authorizer authorizer = new Authorizer(house.ledger);
        return new S3Service(operations(authorizer), authenticator, authorizer, new CommonRules(house.buckets()),
                Observer.NONE);
    }

    private Operations operations(Authorizer authorizer) {
        return Operations.of(house.writer(), house.copier(), house.uploads(), house.reader(), house.remover(),
                house.lister(),
                house.buckets(),
                authorizer, new ContinuationTokens(new byte[]{1}), "us-east-1");
    }

    private static String text(S3Response response) {
        return new String(House.await(House.bytes(response.body())), StandardCharsets.UTF_8);
    }
}
