package dev.s3gateway.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Variables that look like ours and set nothing: mostly a slip of the pen, so they are refused as unknown keys are. */
final class UnknownVariables {

    /** What Kubernetes sets in every container for a service whose name begins as our variables do. */
    private static final Pattern OF_A_SERVICE = Pattern
            .compile(".*_SERVICE_(HOST|PORT(_.*)?)|.*_PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?");
    private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    private final String prefix;
    private final Set<String> known;

    UnknownVariables(String prefix, Set<String> known) {
        this.prefix = prefix;
        this.known = known;
    }

    /** One finding for each. A variable that a file refers to, for a secret perhaps, has its use. */
    List<String> findings(Map<String, String> environment, List<Config> files) {
        List<String> texts = files.stream().map(file -> file.root().render(ConfigRenderOptions.concise())).toList();
        return environment.entrySet()
                .stream()
                .filter(variable -> variable.getKey().startsWith(prefix) && !variable.getValue().isEmpty()
                        && !ADDRESS.matcher(variable.getValue()).matches())
                .map(Map.Entry::getKey)
                .filter(name -> !known.contains(name) && !OF_A_SERVICE.matcher(name).matches())
                .filter(name -> texts.stream().noneMatch(text -> refers(text, name)))
                .sorted()
                .map(name -> "the variable " + name + ": unknown; " + suggestion(name))
                .toList();
    }

    private static boolean refers(String text, String name) {
        return Stream.of("${", "${?").anyMatch(start -> text.contains(start + name + "}"));
    }

    private String suggestion(String name) {
        // Without what they all begin with: it would make the most different names look alike.
        List<String> rests = known.stream().map(this::rest).toList();
        return Nearest.to(rest(name), rests)
                .map(best -> "did you mean " + prefix + best + "?")
                .orElse("unset it; every key of the configuration file has one, with its path in capitals");
    }

    private String rest(String name) {
        return name.substring(prefix.length());
    }
}
