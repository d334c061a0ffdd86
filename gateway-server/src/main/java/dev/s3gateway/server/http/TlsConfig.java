package dev.s3gateway.server.http;

import java.nio.file.Path;

/** The certificate chain and its PKCS#8 key, both PEM. */
public record TlsConfig(Path certificate, Path key) {}
