package dev.s3gateway.s3.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What boto3 1.43 signs and sends, over http and https (made by captured/capture.py). */
class CapturedClientsTest {

    @ParameterizedTest
    @MethodSource("captured")
    void isLetIn(String file) throws Exception {
        Sent sent = read(file);

        Gate.Verdict verdict = Gate.required().judge(sent);

        assertThat(verdict.words()).isEqualTo("200 alice");
        if (file.contains("put") && !file.contains("empty") && !file.contains("presigned")) {
            assertThat(verdict.body()).isEqualTo("a cat");
        }
        if (file.contains("put") && !file.contains("unsigned") && !file.contains("presigned")) {
            assertThat(verdict.checksums()).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("captured")
    void isRefusedWhenTheKeyIsAnother(String file) throws Exception {
        Sent sent = read(file);

        assertThat(Gate.required().judge(sent.target(sent.target().replaceFirst("(?=\\?|$)", "xyz"))).words())
                .isEqualTo("403 SignatureDoesNotMatch");
    }

    static Stream<String> captured() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(directory())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".http"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static Path directory() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(CapturedClientsTest.class.getResource("captured")).toURI());
    }

    private static Sent read(String file) throws IOException, URISyntaxException {
        String text = Files.readString(directory().resolve(file), StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\n\n");
        String[] lines = text.substring(0, end).split("\n", -1);
        String[] first = lines[0].split(" ", 2);
        Sent sent = Sent.of(first[0], first[1]).body(text.substring(end + 2));
        for (String line : lines) {
            int colon = line.indexOf(": ");
            sent = colon < 0 || line.equals(lines[0])
                    ? sent
                    : sent.with(line.substring(0, colon), line.substring(colon + 2));
        }
        Sent whole = sent.headers().containsKey("transfer-encoding") ? sent.ofUnknownLength() : sent;
        return whole.at(Timestamps.basic(time(whole)).orElseThrow());
    }

    private static String time(Sent sent) {
        return sent.headers().containsKey("x-amz-date")
                ? sent.header("x-amz-date")
                : sent.target().replaceFirst(".*X-Amz-Date=([^&]*).*", "$1");
    }
}
