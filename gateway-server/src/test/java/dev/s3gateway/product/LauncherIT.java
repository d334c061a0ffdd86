package dev.s3gateway.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher answers to operators who got something wrong: one sentence, no stack trace, exit code 2. */
class LauncherIT {

    private static final String STACK = "\tat ";

    @TempDir
    Path directory;

    private record Answer(int code, String output) {}

    @Test
    void aSecondInstanceOnTheSameDataIsToldSo() throws Exception {
        Path data = directory.resolve("data");
        try (Product _ = Product.start(data)) {
            Answer answer = launched("--data", data.toString(), "--port", "0");

            assertThat(answer.code()).isEqualTo(2);
            assertThat(answer.output()).contains("in use by another s3gateway").contains("--data");
        }
    }

    @Test
    void aBrokenFileIsNamedWithItsLine() throws Exception {
        Path file = Files.writeString(directory.resolve("gateway.conf"), "host = localhost\nprot = 1\n");

        Answer answer = launched("check", "--config", file.toString());

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.output()).contains("gateway.conf:2: unknown key 'prot'; did you mean 'port'?")
                .doesNotContain("\tat ");
    }

    @Test
    void anUnknownFlagIsNamedWithItsNeighbour() throws Exception {
        Answer answer = launched("--prot", "1");

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.output()).contains("did you mean --port?");
    }

    @Test
    void aSoundConfigurationIsFine() throws Exception {
        Answer answer = launched("check", "--offline");

        assertThat(answer.code()).as(answer.output()).isZero();
        assertThat(answer.output()).contains("zone zone-1");
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Answer answer = launched("--data", directory.resolve("data").toString(), "--port",
                    "" + taken.getLocalPort());

            assertThat(answer.code()).isEqualTo(2);
            assertThat(answer.output()).contains("is taken by another program")
                    .contains("--port")
                    .doesNotContain(STACK);
        }
    }

    @Test
    void aDatabaseThatSaysNothingIsGivenUpInOneSentence() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Answer answer = launched(Map.of("DATABASE_URL", url(silent), "S3GATEWAY_START_TIME", "2 s"), "--data",
                    directory.resolve("data").toString(), "--port", "0");

            assertThat(answer.code()).isEqualTo(2);
            assertThat(answer.output())
                    .isEqualTo(
                            "s3gateway: ledger did not start: it took longer than 2 s; s3gateway check tells more\n");
        }
    }

    @Test
    void whatIsNoDatabaseIsARowOfTheTable() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerAsAWebServer(other));

            Answer answer = launched(Map.of("DATABASE_URL", url(other)), "check");

            assertThat(answer.code()).isEqualTo(1);
            assertThat(answer.output()).contains("PROBLEM  database").contains("DATABASE_URL").doesNotContain(STACK);
        }
    }

    @Test
    void aDatabaseUrlThatCannotBeReadIsNamed() throws Exception {
        Answer answer = launched(Map.of("DATABASE_URL", "mysql://u:secret@localhost/x"), "check");

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.output()).contains("DATABASE_URL").contains("postgresql://").doesNotContain(STACK, "secret");
    }

    @Test
    void aCertificateThatIsNoneIsNamed() throws Exception {
        Path none = Files.writeString(directory.resolve("chain.pem"), "no certificate");

        Answer answer = launched(Map.of("S3GATEWAY_TLS_CERTIFICATE", none.toString(), "S3GATEWAY_TLS_KEY",
                none.toString()), "--data", directory.resolve("data").toString(), "--port", "0");

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.output()).contains("tls: ", none.toString(), "PEM").doesNotContain(STACK);
    }

    @Test
    void aJdkThatIsNoneIsNamed() throws Exception {
        Answer answer = launched(Map.of("S3GATEWAY_JAVA_HOME", directory.toString()), "check");

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.output()).contains("there is no JDK 25 or newer").contains("S3GATEWAY_JAVA_HOME");
    }

    private static String url(ServerSocket database) {
        return "postgresql://u:p@127.0.0.1:" + database.getLocalPort() + "/db";
    }

    private static void answerAsAWebServer(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException _) {
                // the test is over, or the client went away
            }
        }
    }

    private Answer launched(String... arguments) throws Exception {
        return launched(Map.of(), arguments);
    }

    private Answer launched(Map<String, String> variables, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("../s3gateway"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("S3GATEWAY_CACHE", "/dev/null");
        builder.environment().putAll(variables);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), output);
    }
}
