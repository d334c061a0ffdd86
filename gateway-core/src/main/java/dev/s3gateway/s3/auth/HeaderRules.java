package dev.s3gateway.s3.auth;

import dev.s3gateway.s3.auth.Claim.Place;
import dev.s3gateway.s3.wire.Headers;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which headers a signature must cover, and which may come once only. */
final class HeaderRules {

    private static final String NAME = "!#$%&'*+.^_`|~-";
    private static final Set<String> SINGLE = Set.of("host", "date", "content-length", "content-md5", "content-type",
            "range", "expect");

    private static final Set<String> LISTS = Set.of("x-amz-object-attributes", "x-amz-optional-object-attributes");

    private HeaderRules() {}

    /** A header that means one thing must not say two: auth might believe the first and the operation the second. */
    static void requireUnambiguous(Headers headers) {
        if (headers.all("authorization").size() > 1) {
            throw Faults.invalidArgument("Only one Authorization header is allowed.");
        }
        headers.fields().forEach((name, values) -> {
            if (values.size() > 1 && isSingle(name) && new HashSet<>(values).size() > 1) {
                throw Faults.invalidArgument("The header " + name + " is given twice, with different values.");
            }
        });
    }

    private static boolean isSingle(String name) {
        return SINGLE.contains(name) || (name.startsWith("x-amz-") && !name.startsWith("x-amz-meta-")
                && !LISTS.contains(name));
    }

    static void requireSigned(Claim claim, Headers headers) {
        List<String> signed = claim.signedHeaders();
        if (!signed.stream().allMatch(HeaderRules::isName) || new HashSet<>(signed).size() < signed.size()) {
            throw claim.place() == Place.HEADER
                    ? Faults.malformed(Place.HEADER, "SignedHeaders must be lower-case names, each once.")
                    : Faults.query("X-Amz-SignedHeaders must be lower-case names, each once.");
        }
        if (!signed.contains("host") || !signed.containsAll(amazonHeaders(headers))) {
            throw Faults.denied("There were headers present in the request which were not signed");
        }
        if (!signed.stream().allMatch(headers::has)) {
            throw Faults.signature();
        }
    }

    /** By hand: it is asked of every name in every signature. */
    private static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && NAME.indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static List<String> amazonHeaders(Headers headers) {
        return headers.fields().keySet().stream().filter(name -> name.startsWith("x-amz-")).toList();
    }
}
