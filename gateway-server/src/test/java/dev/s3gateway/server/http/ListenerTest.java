package dev.s3gateway.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class ListenerTest {

    @Test
    void aPortThatIsTakenIsSaidInOneSentence() {
        try (TestServer first = TestServer.serving(TestServer::reading)) {
            int port = first.address().getPort();
            Listener second = new Listener(new ListenerConfig("127.0.0.1", port, Optional.empty(), TestServer.STANDARD,
                    Duration.ofSeconds(1)), TestServer::reading, _ -> {});

            assertThatThrownBy(() -> second.start().block()).isInstanceOf(CannotListen.class)
                    .hasMessageContaining("Port " + port + " of 127.0.0.1 is taken");
        }
    }

    @Test
    void aStopLetsARunningRequestFinish() {
        Endpoint slow = exchange -> Mono.delay(Duration.ofMillis(300))
                .then(Mono.defer(() -> TestServer.reading(exchange)));
        try (TestServer server = TestServer.serving(slow); RawClient client = server.client()) {
            client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
            while (server.listener().running() == 0) {
                Thread.onSpinWait();
            }

            server.listener().stop().block();

            assertThat(client.untilClosed()).endsWith("GET /a 0");
        }
    }

    @Test
    void whatALogLineShowsOfARequestGivesNothingAwayAndBreaksNothing() { // A80
        assertThat(LogText.withoutSecrets("/b/k?X-Amz-Sign%61ture=abc&x-amz-server-side-encryption-customer-key=k&a=b"))
                .isEqualTo("/b/k?X-Amz-Sign%61ture=***&x-amz-server-side-encryption-customer-key=***&a=b");
        assertThat(LogText.withoutSecrets("/b/k?X-Amz-Signature=abc&X-Amz-Expires=60&X-Amz-Security-Token=t"))
                .isEqualTo("/b/k?X-Amz-Signature=***&X-Amz-Expires=60&X-Amz-Security-Token=***");
        assertThat(LogText.clean("a\r\u001b[31m\"", 100)).isEqualTo("a\\u000d\\u001b[31m\\u0022");
        assertThat(LogText.clean("a".repeat(1_000_000), 200)).hasSize(201);
    }
}
