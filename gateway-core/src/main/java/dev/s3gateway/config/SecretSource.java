package dev.s3gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a secret comes from: itself, {@code ${VARIABLE}}, or {@code file:PATH} as Docker and Kubernetes mount it. */
record SecretSource(Map<String, String> environment) {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    Secret read(String text) {
        Matcher variable = VARIABLE.matcher(text);
        if (variable.matches()) {
            return fromVariable(variable.group(1));
        }
        return text.startsWith("file:") ? fromFile(Path.of(text.substring("file:".length()))) : Secret.of(text);
    }

    private Secret fromVariable(String name) {
        String value = environment.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("the variable " + name + " that should hold it is not set; set it");
        }
        return Secret.of(value);
    }

    private static Secret fromFile(Path file) {
        try {
            return Secret.of(Files.readString(file).strip());
        } catch (IOException e) {
            throw new IllegalArgumentException("the file " + file + " that should hold it cannot be read; create it or"
                    + " correct the path", e);
        }
    }
}
