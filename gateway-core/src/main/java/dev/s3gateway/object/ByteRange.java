package dev.s3gateway.object;

import java.util.Optional;
import java.util.OptionalLong;

/** A range as a client asks for it (RFC 9110 §14.1.2): {@code first-last}, {@code first-} or {@code -suffix}. */
public record ByteRange(OptionalLong first, OptionalLong last) {

    /** A range of a known object: both ends inclusive. */
    public record Resolved(long first, long last) {

        public Resolved {
            if (first < 0 || last < first) {
                throw new IllegalArgumentException("not a range: " + first + "-" + last);
            }
        }

        public long length() {
            return last - first + 1;
        }

        /** What remains of this range after its first {@code done} bytes. */
        public Resolved from(long done) {
            return new Resolved(first + done, last);
        }
    }

    /** The bytes meant in an object of this size; empty where none of them exists (416). */
    public Optional<Resolved> within(long size) {
        if (first.isEmpty()) {
            long suffix = Math.min(last.orElse(0), size);
            return suffix == 0 ? Optional.empty() : Optional.of(new Resolved(size - suffix, size - 1));
        }
        long from = first.getAsLong();
        return from >= size
                ? Optional.empty()
                : Optional.of(new Resolved(from, Math.min(last.orElse(Long.MAX_VALUE), size - 1)));
    }
}
