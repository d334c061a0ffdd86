package dev.s3gateway.backend.direct;

import dev.s3gateway.backend.s3.S3ZoneConfig;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/** Where a zone's requests go: the machine, and how a bucket is named there, in the path or in the host's name. */
record Place(boolean secure, String host, int port, String basePath, boolean pathStyle) {

    private static final Pattern IN_NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern IN_SECURE_NAME = Pattern.compile("[a-z0-9-]{3,63}");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

    static Place of(S3ZoneConfig zone) {
        URI uri = zone.endpoint().orElseGet(() -> aws(zone.region()));
        boolean secure = uri.getScheme().equals("https");
        int port = uri.getPort() > 0 ? uri.getPort() : secure ? 443 : 80;
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        return new Place(secure, uri.getHost().replaceAll("[\\[\\]]", ""), port, path, zone.pathStyle());
    }

    private static URI aws(String region) {
        return URI.create("https://s3." + region + ".amazonaws.com" + (region.startsWith("cn-") ? ".cn" : ""));
    }

    /** The machine to connect to: with buckets in host names each may have another address. */
    String machine(String bucket) {
        return inHost(bucket) ? bucket + "." + host : host;
    }

    /** The {@code Host} header. */
    String hostHeader(String bucket) {
        String name = machine(bucket).toLowerCase(Locale.ROOT);
        String bracketed = name.indexOf(':') >= 0 ? "[" + name + "]" : name;
        return port == (secure ? 443 : 80) ? bracketed : bracketed + ":" + port;
    }

    String path(String bucket, String key) {
        return basePath + (inHost(bucket) ? "/" : "/" + UriText.path(bucket) + "/") + UriText.path(key);
    }

    /** A dot in a bucket's name would need a certificate of its own; an address cannot carry a name at all. */
    private boolean inHost(String bucket) {
        return !pathStyle && (secure ? IN_SECURE_NAME : IN_NAME).matcher(bucket).matches()
                && !ADDRESS.matcher(host).matches();
    }
}
