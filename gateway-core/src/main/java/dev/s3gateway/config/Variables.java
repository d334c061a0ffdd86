package dev.s3gateway.config;

import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers {@code ${NAME}} in a file from the environment that was handed in, rather than from the process's own. */
record Variables(Map<String, String> environment) implements ConfigResolver {

    @Override
    public @Nullable ConfigValue lookup(String path) {
        String value = environment.get(path);
        return value == null ? null : ConfigValueFactory.fromAnyRef(value, "the variable " + path);
    }

    @Override
    public ConfigResolver withFallback(ConfigResolver fallback) {
        return this;
    }
}
