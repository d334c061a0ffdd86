package dev.s3gateway.backend.direct;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import javax.net.ssl.SSLException;

/** TLS towards a zone: the certificates that this machine's Java trusts, and the host's name must be in them. */
final class Tls {

    private Tls() {}

    /** Reads the trusted certificates, which blocks. */
    static SslContext context(boolean verify) {
        SslContextBuilder builder = SslContextBuilder.forClient();
        try {
            return verify
                    ? builder.endpointIdentificationAlgorithm("HTTPS").build()
                    : builder.trustManager(InsecureTrustManagerFactory.INSTANCE)
                            .endpointIdentificationAlgorithm("")
                            .build();
        } catch (SSLException e) {
            throw new IllegalStateException("the trusted certificates of this Java cannot be read", e);
        }
    }
}
