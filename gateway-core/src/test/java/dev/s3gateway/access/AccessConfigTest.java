package dev.s3gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.s3gateway.config.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccessConfigTest {

    private static final AccessKey KEY = new AccessKey("AKIA1", Secret.of("s3cret"));
    private static final Instant NOW = Instant.EPOCH;

    @Test
    void autoIsOpenOnlyOnLoopbackAndWithoutAnyKey() {
        assertThat(config(List.of(), List.of()).modeFor(true)).isEqualTo(AuthMode.OPEN);
        assertThat(config(List.of(), List.of()).modeFor(false)).isEqualTo(AuthMode.REQUIRED);
        assertThat(config(List.of(KEY), List.of()).modeFor(true)).isEqualTo(AuthMode.REQUIRED);
        assertThat(config(List.of(), List.of(new User("bob", List.of(KEY)))).modeFor(true))
                .isEqualTo(AuthMode.REQUIRED);
    }

    @Test
    void a27TheWellKnownSecretIsADangerToANetwork() {
        AccessKey known = new AccessKey("local-identity", Secret.of(AccessConfig.LOCAL_SECRET));

        assertThat(config(List.of(known), List.of()).dangerToNetwork()).get().asString().contains("local-identity");
        assertThat(config(List.of(KEY), List.of()).dangerToNetwork()).isEmpty();
        assertThat(config(List.of(KEY), List.of(new User("bob", List.of(known)))).dangerToNetwork()).get()
                .asString()
                .contains("local-identity", "bob");
    }

    @Test
    void a80ASecretIsNeverPrinted() {
        assertThat(config(List.of(KEY), List.of(new User("bob", List.of(KEY)))).toString()).doesNotContain("s3cret");
    }

    @Test
    void oneAccessKeyHasOneHolder() {
        AccessConfig twice = config(List.of(KEY), List.of(new User("bob", List.of(KEY))));

        assertThatThrownBy(() -> Users.of(twice)).hasMessageContaining("AKIA1").hasMessageNotContaining("s3cret");
    }

    @Test
    void nobodyElseIsCalledRoot() {
        AccessConfig impostor = config(List.of(), List.of(new User("root", List.of(KEY))));

        assertThatThrownBy(() -> Users.of(impostor)).hasMessageContaining("root");
    }

    @Test
    void aUserHasSeveralKeysAndRootMayDoEverything() {
        AccessKey second = new AccessKey("AKIA2", Secret.of("x"));
        AccessKey roots = new AccessKey("AKIA3", Secret.of("y"));

        Users users = Users.of(config(List.of(roots), List.of(new User("bob", List.of(KEY, second)))));

        assertThat(users.byAccessKey("AKIA1")).get().extracting(holder -> holder.caller().user()).isEqualTo("bob");
        assertThat(users.byAccessKey("AKIA2")).get().extracting(holder -> holder.caller().root()).isEqualTo(false);
        assertThat(users.byAccessKey("AKIA3")).get().extracting(holder -> holder.caller().root()).isEqualTo(true);
        assertThat(users.byAccessKey("AKIA4")).isEmpty();
    }

    @Test
    void aLimitHoldsForItsWindowAndItsSubject() {
        RateLimit limit = new RateLimit(2, Duration.ofMinutes(1));

        assertThat(limit.admits("a", NOW)).isTrue();
        assertThat(limit.admits("a", NOW.plusSeconds(1))).isTrue();
        assertThat(limit.admits("a", NOW.plusSeconds(59))).isFalse();
        assertThat(limit.admits("b", NOW.plusSeconds(59))).isTrue();
        assertThat(limit.admits("a", NOW.plusSeconds(60))).isTrue();
    }

    private static AccessConfig config(List<AccessKey> rootKeys, List<User> users) {
        return new AccessConfig(AuthMode.AUTO, Optional.empty(), rootKeys, users, 100);
    }
}
