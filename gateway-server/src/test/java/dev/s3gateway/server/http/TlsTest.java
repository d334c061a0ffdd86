package dev.s3gateway.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.product.Certificate;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row A52 of the attacks: what is no TLS costs nothing and gets nothing. */
class TlsTest {

    private static final byte[] HELLO_OF_16_MIB = {0x16, 3, 1, 0x40, 0, 1, (byte) 0xff, (byte) 0xff, (byte) 0xff};

    @TempDir
    private Path directory;

    private TestServer serving() throws Exception {
        Certificate certificate = Certificate.forLoopback(directory);
        return TestServer.serving(new TlsConfig(certificate.chain(), certificate.key()), TestServer::reading);
    }

    @Test
    void plainHttpIsCutWithoutAnAnswer() throws Exception {
        try (TestServer server = serving(); RawClient client = server.client()) {
            client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(client.untilClosed()).doesNotContain("HTTP");
        }
    }

    @Test
    void aHelloThatAnnounces16MebibytesIsCut() throws Exception {
        try (TestServer server = serving(); RawClient client = server.client()) {
            client.send(HELLO_OF_16_MIB).send(new byte[0x4000 - 4]);

            assertThat(client.untilClosed()).doesNotContain("HTTP");
        }
    }
}
