package dev.s3gateway.backend;

import dev.s3gateway.bytes.Sha256;
import dev.s3gateway.object.BucketName;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a zone calls the buckets of our clients: at most providers a name belongs to whoever took it first in the whole
 * world. It says how a bucket that is new in a zone will be called; where a bucket lies that is there already, its row
 * alone knows.
 *
 * @param template {@code {bucket}}, {@code {zone}} and {@code {hash}} (of both) within a name
 * @param mapped buckets whose names there are given one by one
 */
public record BucketNaming(String template, Map<BucketName, String> mapped) {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final Set<String> KNOWN = Set.of("bucket", "zone", "hash");
    /** Names from before the rules of today, which some services still hold, have capitals and underscores. */
    private static final Pattern EXISTING = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{2,254}");
    private static final int LONGEST = 63;
    private static final int HASH_DIGITS = 20;

    /** As clients call it. Below the patterns, which its making needs. */
    public static final BucketNaming SAME = new BucketNaming("{bucket}", Map.of());

    public BucketNaming {
        mapped = Map.copyOf(mapped);
        requireSound(template);
        Set<String> taken = new HashSet<>();
        mapped.forEach((bucket, name) -> {
            if (!EXISTING.matcher(name).matches()) {
                throw new IllegalArgumentException("buckets maps " + bucket + " to '" + name
                        + "', which is no bucket's name");
            }
            if (!taken.add(name)) {
                throw new IllegalArgumentException("buckets maps two buckets to '" + name + "'; give each its own");
            }
        });
    }

    private static void requireSound(String template) {
        Matcher placeholder = PLACEHOLDER.matcher(template);
        while (placeholder.find()) {
            if (!KNOWN.contains(placeholder.group(1))) {
                throw new IllegalArgumentException("bucket-template has the placeholder " + placeholder.group()
                        + ", but there are only {bucket}, {zone} and {hash}");
            }
        }
        if (!template.contains("{bucket}") && !template.contains("{hash}")) {
            throw new IllegalArgumentException("bucket-template needs {bucket} or {hash}, or all buckets would be one");
        }
        if (!BucketName.isValid(filled(template, "abc", "z", "0"))) {
            throw new IllegalArgumentException("bucket-template '" + template + "' makes no bucket's name: those have"
                    + " 3 to 63 small letters, digits, '.' and '-'");
        }
    }

    /** The name of a bucket in that zone; always the same one. */
    public String nameOf(BucketName bucket, ZoneCode zone) {
        return Optional.ofNullable(mapped.get(bucket)).orElseGet(() -> minted(bucket, zone));
    }

    public boolean isMapped(BucketName bucket) {
        return mapped.containsKey(bucket);
    }

    /** The bucket that would be called so in that zone; empty where none would. */
    public Optional<BucketName> bucketCalled(String name, ZoneCode zone) {
        return mapped.entrySet()
                .stream()
                .filter(entry -> entry.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .or(() -> unminted(name, zone));
    }

    /** The name with something appended that is nobody else's; {@code of} says what it is the hash of. */
    public static String distinct(String name, String of) {
        String hash = hash(of);
        String stem = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
        return stem.substring(0, Math.min(LONGEST - 1 - hash.length(), stem.length())) + "-" + hash;
    }

    private String minted(BucketName bucket, ZoneCode zone) {
        String name = filled(template, bucket.value(), plain(zone), hash(bucket + "/" + zone));
        boolean usable = BucketName.isValid(name) && !mapped.containsValue(name);
        return usable ? name : distinct(name, bucket + "/" + zone);
    }

    private Optional<BucketName> unminted(String name, ZoneCode zone) {
        // What else stands in a template is nothing that a pattern could take for its own, but for the dot.
        String shape = template.replace("{zone}", plain(zone))
                .replace("{hash}", "[0-9a-f]+")
                .replaceFirst("\\{bucket}", "(.+)")
                .replace("{bucket}", "\\1");
        Matcher matcher = Pattern.compile(shape).matcher(name);
        return matcher.matches() && matcher.groupCount() == 1 && BucketName.isValid(matcher.group(1))
                ? Optional.of(new BucketName(matcher.group(1))).filter(bucket -> nameOf(bucket, zone).equals(name))
                : Optional.empty();
    }

    private static String filled(String template, String bucket, String zone, String hash) {
        return template.replace("{bucket}", bucket).replace("{zone}", zone).replace("{hash}", hash);
    }

    private static String plain(ZoneCode zone) {
        return zone.value().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("-$", "");
    }

    private static String hash(String text) {
        return Sha256.hex(text).substring(0, HASH_DIGITS);
    }
}
