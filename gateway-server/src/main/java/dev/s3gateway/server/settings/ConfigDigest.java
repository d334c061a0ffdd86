package dev.s3gateway.server.settings;

import dev.s3gateway.access.AccessKey;
import dev.s3gateway.access.User;
import dev.s3gateway.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells whether two gateways go by the same zones, replication and keys. It is written into the database, so it is made
 * with a key: a secret that can be guessed must not be found out from it.
 */
public final class ConfigDigest {

    private static final String ALGORITHM = "HmacSHA256";

    private ConfigDigest() {}

    public static String of(GatewayConfig config, byte[] key) {
        String zones = config.zones()
                .stream()
                .map(zone -> zone + revealed(zone.accessKey()) + revealed(zone.secretKey()))
                .collect(Collectors.joining("\n"));
        String keys = Stream
                .concat(Stream.of(new User("root", config.auth().rootKeys())), config.auth().users().stream())
                .map(user -> user.name() + revealed(user.keys()))
                .collect(Collectors.joining("\n"));
        return digest(zones + "\n\n" + config.replication() + "\n\n" + keys, key);
    }

    private static String revealed(Optional<Secret> secret) {
        return " " + secret.map(Secret::reveal).orElse("");
    }

    private static String revealed(List<AccessKey> keys) {
        return keys.stream().map(key -> key.id() + " " + key.secret().reveal()).toList().toString();
    }

    private static String digest(String text, byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
