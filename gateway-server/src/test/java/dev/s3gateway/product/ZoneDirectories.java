package dev.s3gateway.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What really lies in the zones' directories: a good GET through the gateway proves one copy only. */
record ZoneDirectories(List<Path> zones) {

    static ZoneDirectories of(Path parent) throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            return new ZoneDirectories(children.filter(Files::isDirectory).sorted().toList());
        }
    }

    /** Waits until repair has brought every body into every zone; what is still missing then is an error. */
    void awaitEqualCopies(Map<String, byte[]> bodies) throws Exception {
        assertThat(zones).hasSize(3);
        for (int second = 0; second < 60 && !missing(bodies).isEmpty(); second++) {
            TimeUnit.SECONDS.sleep(1);
        }
        assertThat(missing(bodies)).as("bodies that are missing in a zone's directory").isEmpty();
    }

    private Set<String> missing(Map<String, byte[]> bodies) throws Exception {
        Set<String> missing = new TreeSet<>();
        for (Path zone : zones) {
            Set<String> present = digestsIn(zone);
            for (Map.Entry<String, byte[]> body : bodies.entrySet()) {
                if (!present.contains(hex(sha256().digest(body.getValue())))) {
                    missing.add(zone.getFileName() + ": " + body.getKey());
                }
            }
        }
        return missing;
    }

    private static Set<String> digestsIn(Path zone) throws Exception {
        Set<String> digests = new TreeSet<>();
        try (Stream<Path> files = Files.walk(zone)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try (InputStream data = new DigestInputStream(Files.newInputStream(file), sha256())) {
                    data.transferTo(java.io.OutputStream.nullOutputStream());
                    digests.add(hex(((DigestInputStream) data).getMessageDigest().digest()));
                } catch (NoSuchFileException _) {
                    // purged while we looked
                }
            }
        }
        return digests;
    }

    private static MessageDigest sha256() throws Exception {
        return MessageDigest.getInstance("SHA-256");
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }
}
