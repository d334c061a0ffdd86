package dev.s3gateway.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;

/** A certificate for 127.0.0.1, made by openssl for one test. */
public record Certificate(Path chain, Path key) {

    public static Certificate forLoopback(Path directory) throws Exception {
        Certificate certificate = new Certificate(directory.resolve("tls.crt"), directory.resolve("tls.key"));
        Process openssl = new ProcessBuilder("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout",
                certificate.key.toString(), "-out", certificate.chain.toString()).redirectErrorStream(true).start();
        String said = new String(openssl.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(openssl.waitFor()).as(said).isZero();
        return certificate;
    }

    Map<String, String> variables() {
        return Map.of("S3GATEWAY_TLS_CERTIFICATE", chain.toString(), "S3GATEWAY_TLS_KEY", key.toString());
    }
}
