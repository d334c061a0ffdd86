package dev.s3gateway.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that know TLS too well, against the started product. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class TlsAttacksIT {

    private static final byte[] ASK = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
            .getBytes(StandardCharsets.ISO_8859_1);

    private final Product product;
    private final SSLContext trusting;

    TlsAttacksIT(@TempDir Path directory) throws Exception {
        Certificate certificate = Certificate.forLoopback(directory);
        this.trusting = trusting(certificate.chain());
        this.product = Product.start(directory.resolve("data"), List.of(), certificate.variables());
    }

    @AfterEach
    void stop() throws Exception {
        product.close();
    }

    private static SSLContext trusting(Path chain) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(chain)) {
            store.setCertificateEntry("server", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private SSLSocket connect(String protocol, String... applications) throws IOException {
        SSLSocket socket = (SSLSocket) trusting.getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), product.endpoint().getPort());
        socket.setSoTimeout(20_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[]{protocol});
        parameters.setApplicationProtocols(applications);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static String answer(SSLSocket socket) throws IOException {
        socket.getOutputStream().write(ASK);
        byte[] start = socket.getInputStream().readNBytes(12);
        return new String(start, StandardCharsets.ISO_8859_1);
    }

    @Test
    void aHandshakeInTheMiddleOfAConnectionIsRefused() throws Exception { // A52
        try (SSLSocket socket = connect("TLSv1.2")) {
            assertThat(answer(socket)).isEqualTo("HTTP/1.1 200");

            assertThatThrownBy(() -> {
                socket.startHandshake();
                while (socket.getInputStream().read() >= 0) {
                    // The rest of the first answer, until the refusal.
                }
                throw new IOException("closed without a word");
            }).isInstanceOf(IOException.class).isNotInstanceOf(SocketTimeoutException.class);
        }
        try (SSLSocket other = connect("TLSv1.2")) {
            assertThat(answer(other)).isEqualTo("HTTP/1.1 200");
        }
    }

    @Test
    void http2IsNotAgreedOn() throws Exception { // A53
        try (SSLSocket socket = connect("TLSv1.3", "h2", "http/1.1")) {
            assertThat(socket.getApplicationProtocol()).isIn("", "http/1.1");
            assertThat(answer(socket)).isEqualTo("HTTP/1.1 200");
        }
    }
}
