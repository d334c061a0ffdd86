package dev.s3gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.s3.wire.HttpDates;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListingTest {

    private final Front front = Front.open();

    @Test
    void keysComeInTheOrderOfTheirBytes() { // row 34
        holding("\uD83D\uDE00", "\uFFFD", "z", "Z", "a/b", "a", "\u00e4");

        assertThat(front.serve(Ask.get("/photos")).all("Key")).containsExactly("Z", "a", "a/b", "z", "\u00e4", "\uFFFD",
                "\uD83D\uDE00");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            all                       | -                            | a/1 a/2 b c%d c'd c\\d c_d | -
            row 40: a delimiter       | delimiter=/                  | b c%d c'd c\\d c_d | a/
            row 40: under a prefix    | prefix=a/&delimiter=/        | a/1 a/2            | -
            row 40: of two            | delimiter=%2F1               | a/2 b c%d c'd c\\d c_d | a/1
            row 40: nowhere           | delimiter=%0A                | a/1 a/2 b c%d c'd c\\d c_d | -
            row 40: an empty one      | delimiter=                   | a/1 a/2 b c%d c'd c\\d c_d | -
            A67: a quote              | prefix=c'                    | c'd                | -
            A67: a percent sign       | prefix=c%25                  | c%d                | -
            A67: an underscore        | prefix=c_                    | c_d                | -
            A67: a backslash          | prefix=c%5C                  | c\\d               | -
            A67: as a delimiter       | delimiter=%25&prefix=c       | c'd c\\d c_d       | c%
            row 37: after a key       | marker=b                     | c%d c'd c\\d c_d   | -
            row 37: after no key      | marker=a/11                  | a/2 b c%d c'd c\\d c_d | -
            row 37: after a prefix    | delimiter=/&marker=a/        | b c%d c'd c\\d c_d | -
            nothing                   | prefix=zz                    | -                  | -
            """)
    void findsWhatIsAskedFor(String row, String query, String keys, String prefixes) {
        holding("a/1", "a/2", "b", "c'd", "c%d", "c_d", "c\\d");

        Answer list = front.serve(Ask.get("/photos?" + Optional.ofNullable(query).orElse("")));

        List<String> raw = list.all("Key").stream().map(key -> key.replace("&apos;", "'")).toList();
        assertThat(raw).as(row).isEqualTo(words(keys));
        assertThat(list.all("CommonPrefixes")).as(row)
                .isEqualTo(words(prefixes).stream().map(prefix -> "<Prefix>" + prefix + "</Prefix>").toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "delimiter=/"})
    void pagesHaveNeitherGapsNorDuplicates(String query) { // rows 35, 42
        holding("a/1", "a/2", "b", "c/1", "d", "e/1", "e/2");
        List<String> whole = names(front.serve(Ask.get("/photos?list-type=2&" + query)));

        for (int size = 1; size <= 3; size++) {
            assertThat(namesByPages("list-type=2&max-keys=" + size + "&" + query)).isEqualTo(whole);
        }
    }

    @Test
    void pagesHaveWhatWasThereAllTheTimeOnceWhileOthersWrite() { // row 42
        List<String> steady = IntStream.range(0, 20).mapToObj(i -> "steady-%02d".formatted(i)).toList();
        holding(steady.toArray(String[]::new));
        List<String> seen = new ArrayList<>();
        Optional<String> token = Optional.of("");
        for (int page = 0; token.isPresent(); page++) {
            String more = token.filter(t -> !t.isEmpty()).map(t -> "&continuation-token=" + t).orElse("");
            Answer answer = front.serve(Ask.get("/photos?list-type=2&max-keys=3" + more));
            seen.addAll(answer.all("Key"));
            token = answer.text("NextContinuationToken");
            holding("a-%02d".formatted(page), "steady-%02d-more".formatted(page * 3));
            front.serve(Ask.of("DELETE", "/photos/a-%02d".formatted(page - 1)));
        }

        assertThat(seen).doesNotHaveDuplicates().containsAll(steady).isSorted();
    }

    @Test
    void aPageMayHoldPrefixesOnly() { // row 35
        holding("a/1", "b/1", "c");

        Answer page = front.serve(Ask.get("/photos?list-type=2&delimiter=/&max-keys=2"));

        assertThat(page.all("Key")).isEmpty();
        assertThat(page.text("KeyCount")).contains("2");
        assertThat(page.text("IsTruncated")).contains("true");
    }

    @Test
    void noKeysAreNoPage() { // row 36
        holding("a");

        Answer page = front.serve(Ask.get("/photos?max-keys=0"));

        assertThat(page.all("Key")).isEmpty();
        assertThat(page.text("IsTruncated")).contains("false");
        assertThat(page.text("MaxKeys")).contains("0");
        assertThat(front.serve(Ask.get("/nowhere?max-keys=0")).verdict()).isEqualTo("404 NoSuchBucket");
    }

    @Test
    void noPageIsLongerThanAThousand() { // row 36, A68
        assertThat(front.serve(Ask.get("/photos?max-keys=1000000000")).text("MaxKeys")).contains("1000");
    }

    @Test
    void theFirstVersionNamesAMarkerOnlyBesideADelimiter() { // row 37
        holding("a/1", "b", "c");

        Answer rolled = front.serve(Ask.get("/photos?delimiter=/&max-keys=1"));
        Answer plain = front.serve(Ask.get("/photos?max-keys=1&marker="));

        assertThat(rolled.text("NextMarker")).contains("a/");
        assertThat(plain.text("NextMarker")).isEmpty();
        assertThat(plain.text("Marker")).contains("");
        assertThat(plain.text("IsTruncated")).contains("true");
        assertThat(plain.text("DisplayName")).contains("someone");
    }

    @Test
    void theTokenWinsOverStartAfterWhichIsEchoed() { // row 38
        holding("a", "b", "c", "d");
        String token = front.serve(Ask.get("/photos?list-type=2&max-keys=2"))
                .text("NextContinuationToken")
                .orElseThrow();

        Answer page = front.serve(Ask.get("/photos?list-type=2&start-after=a&continuation-token=" + token));

        assertThat(page.all("Key")).containsExactly("c", "d");
        assertThat(page.text("StartAfter")).contains("a");
        assertThat(page.text("ContinuationToken")).contains(token);
        assertThat(page.all("Owner")).isEmpty();
        assertThat(front.serve(Ask.get("/photos?list-type=2&fetch-owner=true")).all("Owner")).hasSize(4);
    }

    @Test
    void aTokenIsGoodForItsOwnListingOnly() { // A68, row 38
        holding("a", "b", "c");
        front.serve(Ask.of("PUT", "/albums"));
        String token = front.serve(Ask.get("/photos?list-type=2&max-keys=2"))
                .text("NextContinuationToken")
                .orElseThrow();
        char first = token.charAt(0) == 'A' ? 'B' : 'A';

        for (String question : List.of("/photos?list-type=2&continuation-token=" + first + token.substring(1),
                "/photos?list-type=2&continuation-token=" + token.substring(1),
                "/photos?list-type=2&continuation-token=",
                "/photos?list-type=2&continuation-token=%2F..%2F",
                "/photos?list-type=2&prefix=b&continuation-token=" + token,
                "/albums?list-type=2&continuation-token=" + token)) {
            assertThat(front.serve(Ask.get(question)).verdict()).as(question).isEqualTo("400 InvalidArgument");
        }
    }

    @Test
    void urlEncodingCoversEveryName() { // row 39, A63
        holding("a b/\u0001", "a b/x", "c&d");
        String query = "prefix=a%20b%2F&delimiter=%20%2F&start-after=a%20&encoding-type=url";

        Answer v2 = front.serve(Ask.get("/photos?list-type=2&" + query));
        Answer v1 = front.serve(Ask.get("/photos?delimiter=+&max-keys=1&marker=%01&encoding-type=url"));

        assertThat(v2.all("Key")).containsExactly("a%20b/%01", "a%20b/x");
        assertThat(v2.text("Prefix")).contains("a%20b/");
        assertThat(v2.text("Delimiter")).contains("%20/");
        assertThat(v2.text("StartAfter")).contains("a%20");
        assertThat(v2.text("EncodingType")).contains("url");
        assertThat(v1.text("CommonPrefixes")).contains("<Prefix>a%20</Prefix>");
        assertThat(v1.text("NextMarker")).contains("a%20");
        assertThat(v1.text("Marker")).contains("%01");
    }

    @Test
    void withoutItNamesAreRawAndEscaped() { // rows 27, 39
        holding("a&b<c>\r");

        Answer list = front.serve(Ask.get("/photos"));

        assertThat(list.all("Key")).containsExactly("a&amp;b&lt;c&gt;&#xd;");
        assertThat(list.text("EncodingType")).isEmpty();
    }

    @Test
    void whatWasAnsweredIsInTheNextListing() { // row 41
        for (String key : List.of("b", "a", "c")) {
            holding(key);
            assertThat(front.serve(Ask.get("/photos")).body()).contains("<Key>" + key + "</Key>");
        }

        front.serve(Ask.of("DELETE", "/photos/a"));

        assertThat(front.serve(Ask.get("/photos")).body()).doesNotContain("<Key>a</Key>").contains("<Key>c</Key>");
    }

    @Test
    void aListingTellsOfAnObjectWhatHeadTells() { // rows 28, 43
        holding("k");

        Answer list = front.serve(Ask.get("/photos"));
        Answer head = front.serve(Ask.of("HEAD", "/photos/k"));

        assertThat(list.text("ETag").map(tag -> tag.replace("&quot;", "\""))).isEqualTo(head.header("ETag"));
        assertThat(list.text("Size")).isEqualTo(head.header("Content-Length"));
        assertThat(list.text("StorageClass")).contains("STANDARD");
        Instant listed = Instant.parse(list.text("LastModified").orElseThrow());
        assertThat(list.text("LastModified").orElse("")).endsWith("Z").contains(".");
        assertThat(head.header("Last-Modified")).contains(HttpDates.format(listed));
    }

    @Test
    void anOddListTypeIsRefused() {
        assertThat(front.serve(Ask.get("/photos?list-type=3")).verdict()).isEqualTo("400 InvalidArgument");
    }

    private void holding(String... keys) {
        for (String key : keys) {
            String path = URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
            assertThat(front.serve(Ask.put("/photos/" + path, "x")).status()).isEqualTo(200);
        }
    }

    private List<String> namesByPages(String query) {
        List<String> names = new ArrayList<>();
        Optional<String> token = Optional.of("");
        while (token.isPresent()) {
            String more = token.filter(t -> !t.isEmpty()).map(t -> "&continuation-token=" + t).orElse("");
            Answer page = front.serve(Ask.get("/photos?" + query + more));
            names.addAll(names(page));
            token = page.text("NextContinuationToken");
        }
        return names.stream().sorted().toList();
    }

    private static List<String> names(Answer page) {
        List<String> names = new ArrayList<>(page.all("Key"));
        names.addAll(page.all("CommonPrefixes").stream().map(x -> x.replaceAll("</?Prefix>", "")).toList());
        return names.stream().sorted().toList();
    }

    private static List<String> words(String text) {
        return text == null ? List.of() : List.of(text.split(" "));
    }
}
