package dev.s3gateway.server.http;

/** A request target cut at its question mark and nothing else; of an absolute URI the authority is left out. */
record RawTarget(String path, String query) {

    static RawTarget of(String target) {
        int authority = target.startsWith("/") ? -1 : target.indexOf("://");
        String local = authority < 0 ? target : afterAuthority(target.substring(authority + 3));
        int question = local.indexOf('?');
        return question < 0
                ? new RawTarget(local, "")
                : new RawTarget(local.substring(0, question), local.substring(question + 1));
    }

    private static String afterAuthority(String rest) {
        int slash = rest.indexOf('/');
        return slash < 0 ? "/" : rest.substring(slash);
    }
}
