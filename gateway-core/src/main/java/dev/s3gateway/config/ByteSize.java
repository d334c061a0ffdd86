package dev.s3gateway.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.Map;

/** A number of bytes, written as {@code 64 KiB}, {@code 5 GiB}, {@code 100 MB} or as a plain number. */
public record ByteSize(long bytes) implements Comparable<ByteSize> {

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size must not be negative: " + bytes);
        }
    }

    public static ByteSize ofKiB(long kibibytes) {
        return new ByteSize(Math.multiplyExact(kibibytes, 1024L));
    }

    public static ByteSize ofMiB(long mebibytes) {
        return ofKiB(Math.multiplyExact(mebibytes, 1024L));
    }

    @JsonCreator
    public static ByteSize parse(String text) {
        try {
            return new ByteSize(ConfigFactory.parseMap(Map.of("size", text)).getBytes("size"));
        } catch (ConfigException e) {
            throw new IllegalArgumentException("'" + text + "' is not a size; write it like 64 KiB, 5 GiB or 1048576",
                    e);
        }
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    @Override
    public String toString() {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        long rest = bytes;
        int unit = 0;
        while (rest >= 1024 && rest % 1024 == 0 && unit < units.length - 1) {
            rest /= 1024;
            unit++;
        }
        return rest + " " + units[unit];
    }
}
