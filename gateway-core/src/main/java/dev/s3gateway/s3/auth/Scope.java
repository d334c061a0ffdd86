package dev.s3gateway.s3.auth;

import java.util.Optional;

/** A SigV4 credential: {@code AKID/20130524/us-east-1/s3/aws4_request}. */
record Scope(String accessKey, String date, String region, String service, String terminal) {

    /** Read from the end: an access key may hold anything. */
    static Optional<Scope> parse(String credential) {
        String[] parts = credential.split("/", -1);
        int last = parts.length - 1;
        if (last < 4) {
            return Optional.empty();
        }
        String key = credential.substring(0,
                credential.length() - String.join("/", parts[last - 3], parts[last - 2], parts[last - 1], parts[last])
                        .length() - 1);
        return key.isEmpty()
                ? Optional.empty()
                : Optional.of(new Scope(key, parts[last - 3], parts[last - 2], parts[last - 1], parts[last]));
    }

    /** What a string to sign names. */
    String text() {
        return date + "/" + region + "/" + service + "/" + terminal;
    }
}
