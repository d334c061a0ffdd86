package dev.s3gateway.config;

import java.util.List;

/**
 * The configuration cannot be used. Each finding is one sentence that names the place, the key and the remedy; nothing
 * in it is secret.
 */
public final class ConfigProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> findings;

    public ConfigProblem(List<String> findings) {
        super(String.join("\n", findings), null, false, false);
        this.findings = List.copyOf(findings);
    }

    public ConfigProblem(String finding) {
        this(List.of(finding));
    }

    public List<String> findings() {
        return findings;
    }
}
