package dev.s3gateway.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.FileVisitResult;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
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

    /** Waits until of some bodies every zone has exactly this one, and nothing else lies there. */
    void awaitOnly(byte[] body, int files, List<byte[]> others) throws Exception {
        String wanted = hex(sha256().digest(body));
        for (int second = 0; second < 60 && !findings(wanted, files, others).isEmpty(); second++) {
            TimeUnit.SECONDS.sleep(1);
        }
        assertThat(findings(wanted, files, others)).as("what is wrong in the zones' directories").isEmpty();
    }

    /** Waits until every zone has these bodies, once each, and nothing besides. */
    void awaitExactly(Collection<byte[]> bodies, Collection<byte[]> others) throws Exception {
        Set<String> wanted = digests(bodies);
        Set<String> unwanted = digests(others);
        for (int second = 0; second < 60 && !differences(wanted, unwanted).isEmpty(); second++) {
            TimeUnit.SECONDS.sleep(1);
        }
        assertThat(differences(wanted, unwanted)).as("what is wrong in the zones' directories").isEmpty();
    }

    private List<String> differences(Set<String> wanted, Set<String> unwanted) throws Exception {
        List<String> differences = new ArrayList<>();
        for (Path zone : zones) {
            List<String> present = listOfDigestsIn(zone);
            wanted.stream()
                    .filter(body -> present.stream().filter(body::equals).count() != 1)
                    .forEach(_ -> differences.add(zone.getFileName() + ": a body is not there once"));
            present.stream()
                    .filter(unwanted::contains)
                    .forEach(_ -> differences.add(zone.getFileName() + ": a body too much"));
        }
        return differences;
    }

    private static Set<String> digests(Collection<byte[]> bodies) throws Exception {
        Set<String> digests = new TreeSet<>();
        for (byte[] body : bodies) {
            digests.add(hex(sha256().digest(body)));
        }
        return digests;
    }

    /** The first zone's file with this body. */
    Path holding(byte[] body) throws IOException {
        for (Path file : filesIn(zones.getFirst())) {
            if (Files.size(file) >= body.length && Arrays.equals(Files.readAllBytes(file), body)) {
                return file;
            }
        }
        throw new AssertionError("the body is not in " + zones.getFirst());
    }

    private List<String> findings(String wanted, int files, List<byte[]> others) throws Exception {
        List<String> findings = new ArrayList<>();
        for (Path zone : zones) {
            Set<String> present = digestsIn(zone);
            if (!present.contains(wanted)) {
                findings.add(zone.getFileName() + ": the body is missing");
            }
            for (byte[] other : others) {
                if (present.contains(hex(sha256().digest(other)))) {
                    findings.add(zone.getFileName() + ": a body too much");
                }
            }
            if (filesIn(zone).size() != files) {
                findings.add(zone.getFileName() + ": " + files + " files expected, found " + filesIn(zone));
            }
        }
        return findings;
    }

    /** How many files there are in each zone, when all hold the same. */
    int awaitFiles() throws Exception {
        for (int second = 0; second < 60 && counts().size() > 1; second++) {
            TimeUnit.SECONDS.sleep(1);
        }
        assertThat(counts()).as("files in each zone").hasSize(1);
        return counts().iterator().next();
    }

    private Set<Integer> counts() throws IOException {
        Set<Integer> counts = new TreeSet<>();
        for (Path zone : zones) {
            counts.add(filesIn(zone).size());
        }
        return counts;
    }

    /** How much lies in the zone that has least, unfinished uploads included. */
    long leastBytes() throws IOException {
        long least = Long.MAX_VALUE;
        for (Path zone : zones) {
            long bytes = 0;
            for (Path file : filesIn(zone)) {
                bytes += Files.exists(file) ? Files.size(file) : 0;
            }
            least = Math.min(least, bytes);
        }
        return least;
    }

    /** Our own files beside the objects, the marker's and the probe's, come and go and do not count. */
    private static List<Path> filesIn(Path zone) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(zone, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return isOfAProbe(directory) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (!isOfAProbe(file)) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException vanished) {
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
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

    /** Whoever is killed while it probes a zone leaves that behind. */
    private static boolean isOfAProbe(Path path) {
        String name = path.getFileName().toString();
        return name.equals("%2Es3gateway") || name.startsWith("%2Es3gateway-probe-");
    }

    private static Set<String> digestsIn(Path zone) throws Exception {
        return new TreeSet<>(listOfDigestsIn(zone));
    }

    private static List<String> listOfDigestsIn(Path zone) throws Exception {
        List<String> digests = new ArrayList<>();
        for (Path file : filesIn(zone)) {
            try (InputStream data = new DigestInputStream(Files.newInputStream(file), sha256())) {
                data.transferTo(java.io.OutputStream.nullOutputStream());
                digests.add(hex(((DigestInputStream) data).getMessageDigest().digest()));
            } catch (NoSuchFileException _) {
                // purged while we looked
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
