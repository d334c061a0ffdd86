package dev.s3gateway.testing;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.testcontainers.DockerClientFactory;

/**
 * Whether the tests' services run in containers: where a Docker engine answers, unless {@code S3_TEST_CONTAINERS} says
 * {@code never} or {@code always}.
 */
public final class Containers {

    static final String SWITCH = "S3_TEST_CONTAINERS";

    private Containers() {}

    /** Asks the engine, once in a JVM; where there is none that takes a second. */
    public static boolean wanted() {
        return Asked.WANTED;
    }

    /** @throws IllegalStateException where containers must be used and cannot, or the word is not known */
    static boolean wanted(Optional<String> word, BooleanSupplier engineAnswers) {
        return switch (word.orElse("auto")) {
            case "never" -> false;
            case "auto" -> engineAnswers.getAsBoolean();
            case "always" -> {
                if (!engineAnswers.getAsBoolean()) {
                    throw new IllegalStateException(SWITCH + " is always, but no Docker engine answers");
                }
                yield true;
            }
            default -> throw new IllegalStateException(SWITCH + " must be auto, always or never");
        };
    }

    private static final class Asked {
        static final boolean WANTED = wanted(Optional.ofNullable(System.getenv(SWITCH)),
                () -> DockerClientFactory.instance().isDockerAvailable());
    }
}
