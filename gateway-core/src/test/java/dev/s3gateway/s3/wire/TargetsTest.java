package dev.s3gateway.s3.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.s3gateway.failure.Failure.Malformed;
import dev.s3gateway.object.BucketName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {

    private static final Targets PATH_STYLE = new Targets(Optional.empty());
    private static final Targets WITH_DOMAIN = new Targets(Optional.of("s3.example.org"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            the list of buckets            | /                          | -      | -
            the same of system 1           | /s3                        | -      | -
            the same with a slash          | /s3/                       | -      | -
            a bucket                       | /photos                    | photos | -
            row 10: with a slash           | /photos/                   | photos | -
            system 1: a bucket             | /s3/photos                 | photos | -
            system 1: a key                | /s3/photos/a/b             | photos | a/b
            a key that starts with s3      | /photos/s3/a               | photos | s3/a
            A56: dots                      | /photos/../../etc/passwd   | photos | ../../etc/passwd
            A56: more dots                 | /photos/a/../b/./c         | photos | a/../b/./c
            A56: empty segments            | /photos//a//              | photos | /a//
            A57: decoded                   | /photos/%2e%2e%2fx         | photos | ../x
            A57: decoded once              | /photos/%252e              | photos | %2e
            A60: a slash as a key          | /photos/%2F                | photos | /
            A60: a second slash is a key   | /photos//                  | photos | /
            row 8: a plus is a plus        | /photos/a+b%2Bc            | photos | a+b+c
            row 8: a tilde and semicolon   | /photos/~;%5C              | photos | ~;\\
            UTF-8 as clients send it       | /photos/%C3%A4             | photos | ä
            UTF-8 as curl sends it         | /photos/\u00c3\u00a4       | photos | ä
            """)
    void findsBucketAndKeyInAPath(String row, String path, String bucket, String key) {
        Target target = PATH_STYLE.of(List.of("localhost:8000"), RequestTarget.parse(path));

        assertThat(bucketOf(target)).as(row).isEqualTo(Optional.ofNullable(bucket));
        assertThat(keyOf(target)).as(row).isEqualTo(Optional.ofNullable(key));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            the domain itself              | s3.example.org             | /photos/a      | photos | a
            its port does not matter       | s3.example.org:8000        | /photos/a      | photos | a
            a bucket in the host           | photos.s3.example.org      | /a/b           | photos | a/b
            with a port, in capitals       | Photos.S3.Example.org:443  | /a             | photos | a
            the bucket itself              | photos.s3.example.org      | /              | photos | -
            no prefix below a bucket       | photos.s3.example.org      | /s3/a          | photos | s3/a
            a bucket with dots             | my.photos.s3.example.org   | /a             | my.photos | a
            an address                     | 127.0.0.1:8000             | /photos/a      | photos | a
            IPv6                           | [::1]:8000                 | /photos/a      | photos | a
            A65: a foreign host is nobody  | photos.s3.amazonaws.com    | /videos/a      | videos | a
            A65: absolute, same host       | s3.example.org             | http://s3.example.org/photos/a | photos | a
            A65: absolute, below the host  | photos.s3.example.org      | http://photos.s3.example.org   | photos | -
            """)
    void findsTheBucketByOneRule(String row, String host, String sent, String bucket, String key) {
        Target target = WITH_DOMAIN.of(List.of(host), RequestTarget.parse(sent));

        assertThat(bucketOf(target)).as(row).contains(bucket);
        assertThat(keyOf(target)).as(row).isEqualTo(Optional.ofNullable(key));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            A58: not UTF-8                 | host | /photos/%FF              | INVALID_URI
            A58: overlong                  | host | /photos/%C0%AF           | INVALID_URI
            A58: a lone surrogate          | host | /photos/%ED%A0%80        | INVALID_URI
            A58: half an escape            | host | /photos/%4               | INVALID_URI
            A58: no escape                 | host | /photos/%zz              | INVALID_URI
            A58: other digits              | host | /photos/%\u0664\u0664    | INVALID_URI
            A58: a NUL                     | host | /photos/a%00             | INVALID_ARGUMENT
            A64: dots                      | host | /../a                    | INVALID_BUCKET_NAME
            A64: capitals                  | host | /Photos                  | INVALID_BUCKET_NAME
            A64: an address                | host | /10.0.0.1/a              | INVALID_BUCKET_NAME
            A64: a foreign prefix          | host | /xn--photos              | INVALID_BUCKET_NAME
            A64: encoded                   | host | /ph%2Fotos/a             | INVALID_BUCKET_NAME
            row 29: two characters         | host | /ab                      | INVALID_BUCKET_NAME
            row 29: a hyphen at the edge   | host | /-photos                 | INVALID_BUCKET_NAME
            row 29: and at the other       | host | /photos-                 | INVALID_BUCKET_NAME
            row 29: a dot at the edge      | host | /photos.                 | INVALID_BUCKET_NAME
            row 29: two dots               | host | /pho..tos                | INVALID_BUCKET_NAME
            row 29: a hyphen behind a dot  | host | /pho.-tos                | INVALID_BUCKET_NAME
            row 29: and in front of it     | host | /pho-.tos                | INVALID_BUCKET_NAME
            row 29: an underscore          | host | /pho_tos                 | INVALID_BUCKET_NAME
            A64: in the host               | ab.s3.example.org | /a          | INVALID_BUCKET_NAME
            A65: user information          | me@host | /photos               | INVALID_REQUEST
            A65: another host before it    | host | http://other/photos      | INVALID_REQUEST
            not a path                     | host | photos                   | INVALID_URI
            """)
    void refusesWhatNamesNothing(String row, String host, String sent, String fault) {
        var failure = catchThrowableOfType(Malformed.class,
                () -> WITH_DOMAIN.of(List.of(host), RequestTarget.parse(sent)));

        assertThat(failure.fault).as(row).hasToString(fault);
    }

    @Test
    void aKeyOf1024BytesIsFineAndOneMoreIsTooLong() { // A59
        Target longest = PATH_STYLE.of(List.of(), RequestTarget.parse("/photos/" + "%C3%A4".repeat(512)));
        var failure = catchThrowableOfType(Malformed.class,
                () -> PATH_STYLE.of(List.of(), RequestTarget.parse("/photos/a" + "%C3%A4".repeat(512))));

        assertThat(keyOf(longest)).contains("ä".repeat(512));
        assertThat(failure.fault).hasToString("KEY_TOO_LONG");
    }

    @Test
    void aBucketHasAtMost63Characters() { // row 29, A64
        Target longest = PATH_STYLE.of(List.of(), RequestTarget.parse("/" + "b".repeat(63)));
        var failure = catchThrowableOfType(Malformed.class,
                () -> PATH_STYLE.of(List.of(), RequestTarget.parse("/" + "b".repeat(64))));

        assertThat(bucketOf(longest)).contains("b".repeat(63));
        assertThat(failure.fault).hasToString("INVALID_BUCKET_NAME");
    }

    @Test
    void twoHostsAreNone() { // A65
        var failure = catchThrowableOfType(Malformed.class,
                () -> PATH_STYLE.of(List.of("one", "two"), RequestTarget.parse("/photos")));

        assertThat(failure.fault).hasToString("INVALID_REQUEST");
    }

    @Test
    void aQueryIsDecodedOnceWithPlusAsASpace() {
        Query query = Query.parse("prefix=a+b%2Bc%2520&delete&x=&marker=%C3%A4=1&&marker=2");

        assertThat(query.first("prefix")).contains("a b+c%20");
        assertThat(query.first("delete")).contains("");
        assertThat(query.first("x")).contains("");
        assertThat(query.all("marker")).containsExactly("ä=1", "2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"prefix=%FF", "prefix=%", "prefix=%00", "%zz"})
    void aQueryThatIsNoTextIsRefused(String raw) {
        assertThat(catchThrowableOfType(Malformed.class, () -> Query.parse(raw))).isNotNull();
    }

    private static Optional<String> bucketOf(Target target) {
        return switch (target) {
            case Target.Service _ -> Optional.empty();
            case Target.Bucket bucket -> Optional.of(bucket.name()).map(BucketName::value);
            case Target.Key key -> Optional.of(key.object().bucket()).map(BucketName::value);
        };
    }

    private static Optional<String> keyOf(Target target) {
        return target instanceof Target.Key key ? Optional.of(key.object().key().value()) : Optional.empty();
    }
}
