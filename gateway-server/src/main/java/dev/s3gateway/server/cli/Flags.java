package dev.s3gateway.server.cli;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.s3gateway.config.ConfigLoader.Flag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The flags that were given, as keys of the configuration. */
final class Flags {

    private final List<Flag> given = new ArrayList<>();

    @CanIgnoreReturnValue
    Flags with(String flag, String path, @Nullable String value) {
        if (value != null) {
            given.add(new Flag(flag, path, value));
        }
        return this;
    }

    /** A path on the command line is seen from where the operator stands, one in the file from the product's home. */
    @CanIgnoreReturnValue
    Flags with(String flag, String path, @Nullable Path value) {
        return with(flag, path, value == null ? null : value.toAbsolutePath().normalize().toString());
    }

    List<Flag> list() {
        return List.copyOf(given);
    }

    @CanIgnoreReturnValue
    Flags with(List<Flag> others) {
        given.addAll(others);
        return this;
    }
}
