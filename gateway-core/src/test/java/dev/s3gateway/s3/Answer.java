package dev.s3gateway.s3;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A response that was read to its end. */
record Answer(int status, Map<String, String> headers, String body) {

    Answer {
        Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        headers = anyCase;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The raw texts of all elements of this name, in order. */
    List<String> all(String element) {
        Matcher found = Pattern.compile("<" + element + ">(.*?)</" + element + ">", Pattern.DOTALL).matcher(body);
        return found.results().map(match -> match.group(1)).toList();
    }

    Optional<String> text(String element) {
        return all(element).stream().findFirst();
    }

    /** {@code 200}, or {@code 404 NoSuchKey} where the body names a code. */
    String verdict() {
        return status + text("Code").filter(_ -> status >= 300).map(code -> " " + code).orElse("");
    }
}
