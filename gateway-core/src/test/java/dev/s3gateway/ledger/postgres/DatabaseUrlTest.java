package dev.s3gateway.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.s3gateway.config.Secret;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseUrlTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            everything            | postgresql://u:p@h:1234/db                         | h         | 1234 | db | u   | p      | PREFER
            the short scheme      | postgres://u:p@h/db                                | h         | 5432 | db | u   | p      | PREFER
            R2DBC's own           | r2dbc:postgresql://u:p@h/db                        | h         | 5432 | db | u   | p      | PREFER
            R2DBC's short one     | r2dbc:postgres://u:p@h/db                          | h         | 5432 | db | u   | p      | PREFER
            no password           | postgresql://u@h/db                                | h         | 5432 | db | u   | ""     | PREFER
            an empty password     | postgresql://u:@h/db                               | h         | 5432 | db | u   | ""     | PREFER
            the user's database   | postgresql://u@h                                   | h         | 5432 | u  | u   | ""     | PREFER
            a slash and no name   | postgresql://u@h/?sslmode=disable                  | h         | 5432 | u  | u   | ""     | DISABLE
            this machine          | postgresql:///db?user=u                            | localhost | 5432 | db | u   | ""     | PREFER
            login as options      | postgresql://h/db?user=u&password=p%26q            | h         | 5432 | db | u   | p&q    | PREFER
            escaped letters       | postgresql://u%40x:p%2F%3A%40%25@h/d%20b           | h         | 5432 | d b| u@x | p/:@%  | PREFER
            a plus is a plus      | postgresql://u:a+b@h/db                            | h         | 5432 | db | u   | a+b    | PREFER
            IPv6                  | postgresql://u@[::1]:6432/db                       | ::1       | 6432 | db | u   | ""     | PREFER
            a verified server     | postgresql://u@h/db?sslmode=verify-full            | h         | 5432 | db | u   | ""     | VERIFY_FULL
            options in capitals   | postgresql://u@h/db?SSLMODE=Verify-CA              | h         | 5432 | db | u   | ""     | VERIFY_CA
            an option of libpq    | postgresql://u@h/db?application_name=x&sslmode=require | h     | 5432 | db | u   | ""     | REQUIRE
            space around          | "  postgresql://u@h/db  "                          | h         | 5432 | db | u   | ""     | PREFER
            """)
    void aUrlSaysWhereTheDatabaseIs(String about, String url, String host, int port, String database, String user,
            String password, LedgerConfig.Ssl ssl) {
        LedgerConfig config = LedgerConfig.parse(Secret.of(url));

        assertThat(config.host()).as(about).isEqualTo(host);
        assertThat(config.port()).as(about).isEqualTo(port);
        assertThat(config.database()).as(about).isEqualTo(database);
        assertThat(config.user()).as(about).isEqualTo(user);
        assertThat(config.password().reveal()).as(about).isEqualTo(password);
        assertThat(config.ssl()).as(about).isEqualTo(ssl);
        assertThat(config.socket()).as(about).isEmpty();
    }

    @Test
    void aHostThatIsAPathIsASocket() {
        LedgerConfig config = LedgerConfig.parse(Secret.of("postgresql:///db?host=/var/run/postgresql&user=u"));

        assertThat(config.socket()).contains(Path.of("/var/run/postgresql"));
    }

    @Test
    void certificatesAndPatienceAreOptions() {
        LedgerConfig config = LedgerConfig
                .parse(Secret.of("postgresql://u@h/db?sslrootcert=/etc/my%20ca.pem&connect_timeout=30"));

        assertThat(config.rootCert()).contains(Path.of("/etc/my ca.pem"));
        assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            nothing               | ""                                        | must start with postgresql://, postgres:// or r2dbc:postgresql://
            another database      | mysql://u:hunter2@h/db                    | must start with postgresql://, postgres:// or r2dbc:postgresql://
            the driver of others  | jdbc:postgresql://u:hunter2@h/db          | must start with postgresql://, postgres:// or r2dbc:postgresql://
            a host alone          | h:5432/db                                 | must start with postgresql://, postgres:// or r2dbc:postgresql://
            nobody                | postgresql://h/db                         | names no user, such as in postgresql://user:password@host:5432/database
            a password alone      | postgresql://:hunter2@h/db                | names no user, such as in postgresql://user:password@host:5432/database
            an open @             | postgresql://u:x@hunter2@h/db             | in a password, write @ as %40, : as %3A and / as %2F
            an open /             | postgresql://u:hunter2/x@h/db             | in a password, write @ as %40, : as %3A and / as %2F
            a broken escape       | postgresql://u:hunter2%zz@h/db            | in a password, write @ as %40, : as %3A and / as %2F
            a space               | postgresql://u:hunter2 @h/db              | cannot be read at character
            a word for a port     | postgresql://u:hunter2@h:five/db          | cannot be read at character
            port nought           | postgresql://u:hunter2@h:0/db             | port must be between 1 and 65535, but is 0
            a port too high       | postgresql://u:hunter2@h:65536/db         | port must be between 1 and 65535, but is 65536
            an option of JDBC     | postgresql://u:hunter2@h/db?ssl=true      | has the unknown option ssl; known are sslmode
            a mode of nobody      | postgresql://u:hunter2@h/db?sslmode=on    | has sslmode=on; known are disable, prefer, require, verify-ca and verify-full
            no patience           | postgresql://u:hunter2@h/db?connect_timeout=0 | has connect_timeout=0; it must be seconds, at least 1
            patience in words     | postgresql://u:hunter2@h/db?connect_timeout=5s | has connect_timeout=5s; it must be seconds, at least 1
            """)
    void aMistakeIsNamedAndThePasswordIsNot(String about, @Nullable String url, String words) {
        assertThatThrownBy(() -> LedgerConfig.parse(Secret.of(url == null ? "" : url)))
                .as(about)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the database")
                .hasMessageContaining(words)
                .message()
                .doesNotContain("hunter2");
    }
}
