package dev.s3gateway.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.ZoneDigest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which tags are MD5s of our bytes (protocol.md §5): those without a key of somebody else's in the very same answer. */
class TagsTest {

    @ParameterizedTest
    @CsvSource(nullValues = "-", delimiter = '|', textBlock = """
            an MD5                  | "9e107d9d372bb6826bd81d3542a419d6"   | -   | -      | -            | true
            upper case              | "9E107D9D372BB6826BD81D3542A419D6"   | -   | -      | -            | true
            the zone's own key      | "9e107d9d372bb6826bd81d3542a419d6"   | -   | -      | AES256       | true
            a key of a service      | "9e107d9d372bb6826bd81d3542a419d6"   | key | -      | aws:kms      | false
            such a key, not named   | "9e107d9d372bb6826bd81d3542a419d6"   | -   | -      | aws:kms      | false
            two layers of it        | "9e107d9d372bb6826bd81d3542a419d6"   | -   | -      | aws:kms:dsse | false
            a key that was sent     | "9e107d9d372bb6826bd81d3542a419d6"   | -   | AES256 | -            | false
            of parts                | "9e107d9d372bb6826bd81d3542a419d6-2" | -   | -      | -            | true
            too short               | "9e107d9d372bb6826bd81d3542a419d"    | -   | -      | -            | false
            something else          | "0000-opaque-tag"                    | -   | -      | -            | false
            """, quoteCharacter = '\'')
    void onlyWhatIsOfOurBytesIsTakenForAnMd5(String what, String tag, @Nullable String kmsKey,
            @Nullable String customer,
            @Nullable String encryption, boolean isMd5) {
        assertThat(Tags.digest(tag, kmsKey, customer, encryption) instanceof ZoneDigest.Md5).as(what).isEqualTo(isMd5);
    }
}
