package dev.s3gateway.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.bytes.Body;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeepAliveTest {

    @Test
    void everyResponseBearsItsIdAndServerAndDateAndTheRecordTheSameId() {
        try (TestServer server = TestServer.serving(TestServer::reading); RawClient client = server.client()) {
            String response = client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n").response();

            AccessRecord record = server.record();
            assertThat(response).startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("x-amz-request-id: " + record.id() + "\r\n")
                    .containsIgnoringCase("server: s3gateway\r\n")
                    .containsIgnoringCase("date: ")
                    .endsWith("GET /a 0");
        }
    }

    @Test
    void aConnectionServesManyRequestsWhoseBodiesAreRead() {
        try (TestServer server = TestServer.serving(TestServer::reading); RawClient client = server.client()) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.send("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello").response())
                        .endsWith("PUT /a 5");
            }
        }
    }

    @Test
    void anErrorWithoutABodyInTheRequestKeepsTheConnection() {
        try (TestServer server = TestServer.serving(TestServer::refusing); RawClient client = server.client()) {
            assertThat(client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n").response()).contains("403").endsWith("denied");
            assertThat(client.send("GET /b HTTP/1.1\r\nHost: x\r\n\r\n").response()).contains("403").endsWith("denied");
        }
    }

    @Test
    void anAnswerThatNeverReadTheBodyClosesTheConnection() {
        try (TestServer server = TestServer.serving(TestServer::refusing); RawClient client = server.client()) {
            client.send("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");

            assertThat(client.untilClosed()).contains("403")
                    .containsIgnoringCase("connection: close")
                    .endsWith("denied");
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() {
        try (TestServer server = TestServer.serving(TestServer::reading); RawClient client = server.client()) {
            client.send("PUT /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
                    + "GET /2 HTTP/1.1\r\nHost: x\r\n\r\nGET /3 HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(client.response()).endsWith("PUT /1 3");
            assertThat(client.response()).endsWith("GET /2 0");
            assertThat(client.response()).endsWith("GET /3 0");
        }
    }

    @Test
    void aHeadResponseBearsTheLengthAndNoBody() {
        try (TestServer server = TestServer.serving(e -> e.respond(200, Map.of("Content-Length", "1234"), Body.EMPTY));
                RawClient client = server.client()) {
            String first = client.send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n").response("HEAD");
            String second = client.send("HEAD /b HTTP/1.1\r\nHost: x\r\n\r\n").response("HEAD");

            assertThat(first).startsWith("HTTP/1.1 200")
                    .containsIgnoringCase("content-length: 1234\r\n")
                    .endsWith("\r\n\r\n");
            assertThat(second).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void answersWithoutContentBearNoneAndKeepTheConnection() {
        try (TestServer server = TestServer
                .serving(e -> e.respond(Integer.parseInt(e.rawPath().substring(1)), Map.of(), Body.of("never sent")));
                RawClient client = server.client()) {
            for (String status : new String[]{"204", "304", "204"}) {
                assertThat(client.send("GET /" + status + " HTTP/1.1\r\nHost: x\r\n\r\n").response())
                        .startsWith("HTTP/1.1 " + status)
                        .doesNotContain("never")
                        .doesNotContainIgnoringCase("content-length");
            }
        }
    }
}
