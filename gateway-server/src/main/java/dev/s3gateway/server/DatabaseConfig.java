package dev.s3gateway.server;

import dev.s3gateway.config.Secret;
import dev.s3gateway.embedded.EmbeddedConfig;
import java.util.Optional;

/** The ledger's database: that of the URL, or where there is none the bundled one. */
record DatabaseConfig(Optional<Secret> url, EmbeddedConfig embedded) {}
