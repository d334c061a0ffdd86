package dev.s3gateway.s3.op;

import dev.s3gateway.object.ByteRange;
import dev.s3gateway.s3.wire.Headers;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Range header. Several ranges, and what is not understood, mean the whole object (RFC 9110 §14.2). */
final class RangeHeader {

    private static final Pattern ONE = Pattern.compile("bytes\\s*=\\s*(\\d*)-(\\d*)\\s*");
    private static final int DIGITS_OF_A_LONG = 18;

    private RangeHeader() {}

    static Optional<ByteRange> of(Headers headers) {
        return headers.first("range").map(ONE::matcher).filter(Matcher::matches).flatMap(RangeHeader::range);
    }

    private static Optional<ByteRange> range(Matcher range) {
        OptionalLong first = number(range.group(1));
        OptionalLong last = number(range.group(2));
        boolean backwards = first.isPresent() && last.isPresent() && last.getAsLong() < first.getAsLong();
        boolean nothing = first.isEmpty() && last.isEmpty();
        return backwards || nothing ? Optional.empty() : Optional.of(new ByteRange(first, last));
    }

    private static OptionalLong number(String digits) {
        if (digits.isEmpty()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(digits.length() > DIGITS_OF_A_LONG ? Long.MAX_VALUE - 1 : Long.parseLong(digits));
    }
}
