package dev.s3gateway.server;

import dev.s3gateway.access.AuthMode;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/** What the operator reads when the gateway has started. */
record Banner(boolean secure, InetSocketAddress address, Path data, Credentials credentials, AdminKey admin,
        boolean external) {

    String text() {
        String endpoint = (secure ? "https" : "http") + "://" + host() + ":" + address.getPort();
        String bypass = secure ? " --no-verify-ssl" : "";
        return """

                s3gateway is ready.

                  Endpoint        %1$s   (%2$s)
                  Access key      %3$s   (%4$s)
                  Data directory  %5$s   (%6$s)
                  %7$s%10$s

                Try it:

                  export AWS_ACCESS_KEY_ID=%3$s AWS_SECRET_ACCESS_KEY=%8$s AWS_DEFAULT_REGION=us-east-1
                  aws%9$s --endpoint-url %1$s s3 mb s3://photos
                  aws%9$s --endpoint-url %1$s s3 cp README.md s3://photos/
                  aws%9$s --endpoint-url %1$s s3 ls s3://photos
                  curl %1$s/health

                Ctrl-C stops it; what was stored stays.

                """.formatted(endpoint, mode(), credentials.rootKey().id(), credentials.hint(), data, database(),
                adminLine(),
                secret(), bypass, ledgerLine());
    }

    private String host() {
        return address.getAddress().isAnyLocalAddress() ? "localhost" : address.getHostString();
    }

    private String mode() {
        return credentials.mode() == AuthMode.OPEN ? "open: requests need no signature" : "requests must be signed";
    }

    private String database() {
        return external ? "the ledger is in your database" : "the local zones and the ledger's database, too";
    }

    private String ledgerLine() {
        return external ? "" : "\n  Ledger          psql \"$(cat " + data.resolve("postgres/url") + ")\"";
    }

    private String adminLine() {
        return admin.shown()
                .map(key -> "Admin API Key: " + key + "\n                  (shown this once; only its hash is kept)")
                .orElse("Admin API key   as shown at the first start; for a new one remove "
                        + AdminKey.file(data).getFileName() + " from the data directory");
    }

    private String secret() {
        return Optional.of(credentials.hint()).filter(hint -> !hint.contains(" ")).orElse("…");
    }
}
