package dev.s3gateway.server.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import dev.s3gateway.config.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An S3 service that is read where no zone has an object, and never written to: what system 1 calls its S3Proxy. It
 * becomes one more zone, the last one.
 *
 * @param identity and credential: as S3Proxy calls its key pair; by default that of its examples
 */
public record S3ProxyConfig(Optional<String> url, Secret identity, Secret credential) {

    private static final String ZONES = "zones";

    /** The configuration with the zone that its {@code s3proxy} describes, if it does. */
    static Config asZone(Config resolved) {
        Config own = resolved.getConfig("s3proxy");
        if (!own.hasPath("url")) {
            return resolved;
        }
        ConfigList zones = resolved.getList(ZONES);
        List<ConfigValue> all = new ArrayList<>(zones);
        all.add(ConfigValueFactory
                .fromMap(Map.of("code", "s3proxy", "provider", "S3Proxy", "read-only", true))
                .withValue("endpoint", own.getValue("url"))
                .withValue("access-key", own.getValue("identity"))
                .withValue("secret-key", own.getValue("credential"))
                .withOrigin(own.getValue("url").origin()));
        return resolved.withValue(ZONES, ConfigValueFactory.fromIterable(all).withOrigin(zones.origin()));
    }
}
