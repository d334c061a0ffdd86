package dev.s3gateway.server.settings;

import dev.s3gateway.access.AccessConfig;
import dev.s3gateway.backend.guard.GuardConfig;
import dev.s3gateway.ledger.Delays;
import dev.s3gateway.replication.write.LaneLimits;
import dev.s3gateway.server.http.HttpLimits;
import dev.s3gateway.server.http.TlsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The root of the configuration. {@code conf/gateway.conf} explains each key; {@code reference.conf} has the defaults. */
public record GatewayConfig(String host, int port, Optional<TlsConfig> tls, Path data, Optional<String> domain,
        String region,
        boolean debug, LogFormat logFormat, Duration startTime, Duration drainTime, HttpLimits http,
        InFlightConfig inFlight,
        AccessConfig auth,
        DatabaseConfig database, Delays ledger, OperationsLogConfig operationsLog, Optional<Path> backendsFile,
        List<ZoneConfig> zones,
        S3ProxyConfig s3proxy, boolean servesGateways,
        ReplicationConfig replication, ReadConfig read, MultipartConfig multipart,
        LaneLimits lanes, GuardConfig guard, S3ZonesConfig s3Zones, LocalZonesConfig localZones,
        JobsConfig jobs) {

    public GatewayConfig {
        zones = List.copyOf(zones);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be between 0 and 65535, but is " + port);
        }
        if (!startTime.isPositive() || drainTime.isNegative()) {
            throw new IllegalArgumentException("start-time must be longer than nothing, and drain-time not negative");
        }
        if (host.isBlank()) {
            throw new IllegalArgumentException("host must be an address or a name, such as 127.0.0.1 or 0.0.0.0");
        }
    }

    /** Whether only this machine can reach us. */
    public boolean isOnLoopback() {
        return host.equals("localhost") || host.equals("::1") || host.matches("127\\.\\d+\\.\\d+\\.\\d+");
    }
}
