package dev.s3gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BucketsTest {

    private final Front front = Front.open();

    @Test
    void aBucketIsMadeInEveryZone() {
        Answer made = front.serve(Ask.of("PUT", "/albums"));

        assertThat(made.verdict()).isEqualTo("200");
        assertThat(made.header("Location")).contains("/albums");
        assertThat(made.header("X-Backend-Count")).contains("3");
        assertThat(front.serve(Ask.of("HEAD", "/albums")).headers()).containsEntry("x-amz-bucket-region", "us-east-1");
    }

    @Test
    void makingOnesOwnBucketAgainIsFineInTheFirstRegion() { // row 30
        Ask again = Ask.of("PUT", "/albums").as("alice");
        front.serve(again);

        assertThat(front.serve(again).verdict()).isEqualTo("200");
    }

    @Test
    void elsewhereItIsAConflict() { // row 30
        Front paris = Front.in("eu-west-3");
        Ask again = Ask.of("PUT", "/albums").as("alice");
        paris.serve(again);

        assertThat(paris.serve(again).verdict()).isEqualTo("409 BucketAlreadyOwnedByYou");
    }

    @Test
    void aNameThatAnotherHasIsTaken() { // row 30
        assertThat(front.serve(Ask.of("PUT", "/photos").as("alice")).verdict()).isEqualTo("409 BucketAlreadyExists");
    }

    @ParameterizedTest
    @ValueSource(strings = {"api", "backends", "bucket-config", "buckets", "console", "health", "initialize-bucket",
            "metrics", "openapi.json", "providers"})
    void ourOwnPathsAreNoBuckets(String name) {
        assertThat(front.serve(Ask.of("PUT", "/s3/" + name)).verdict()).isEqualTo("400 InvalidBucketName");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            our own region        | <LocationConstraint>us-east-1</LocationConstraint> | 200
            none                  | <LocationConstraint/>                              | 200
            nothing               | ''                                                 | 200
            row 31: another       | <LocationConstraint>moon</LocationConstraint>      | 400 InvalidLocationConstraint
            a directory bucket    | <Bucket><Type>Directory</Type></Bucket>            | 501 NotImplemented
            row 26: no XML        | <Location                                          | 400 MalformedXML
            """)
    void aLocationMustBeOurs(String row, String inside, String verdict) {
        String xml = "<CreateBucketConfiguration>" + inside + "</CreateBucketConfiguration>";

        assertThat(front.serve(Ask.put("/albums", xml)).verdict()).as(row).isEqualTo(verdict);
        assertThat(front.serve(Ask.of("HEAD", "/albums")).status()).isEqualTo(verdict.equals("200") ? 200 : 404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a lock     | x-amz-bucket-object-lock-enabled: true         | 501 NotImplemented
            no lock    | x-amz-bucket-object-lock-enabled: false        | 200
            an ACL     | x-amz-acl: public-read-write                   | 501 NotImplemented
            owners     | x-amz-object-ownership: ObjectWriter           | 501 NotImplemented
            the owner  | x-amz-object-ownership: BucketOwnerEnforced    | 200
            """)
    void settingsThatWeCannotKeepAreRefused(String row, String header, String verdict) {
        assertThat(front.serve(Ask.of("PUT", "/albums").withAll(header)).verdict()).as(row).isEqualTo(verdict);
    }

    @Test
    void onlyAnEmptyBucketIsDeleted() { // row 31
        front.serve(Ask.put("/photos/k", "x"));
        assertThat(front.serve(Ask.of("DELETE", "/photos")).verdict()).isEqualTo("409 BucketNotEmpty");

        front.serve(Ask.of("DELETE", "/photos/k"));
        assertThat(front.serve(Ask.of("DELETE", "/photos")).verdict()).isEqualTo("204");
        assertThat(front.serve(Ask.of("DELETE", "/photos")).verdict()).isEqualTo("404 NoSuchBucket");
        assertThat(front.serve(Ask.get("/photos")).verdict()).isEqualTo("404 NoSuchBucket");
    }

    @Test
    void theFirstRegionHasNoNameAsALocation() { // row 24
        front.serve(Ask.of("PUT", "/albums"));
        Front paris = Front.in("eu-west-3");
        paris.serve(Ask.of("PUT", "/albums"));

        assertThat(front.serve(Ask.get("/albums?location")).body()).endsWith("></LocationConstraint>");
        assertThat(paris.serve(Ask.get("/albums?location")).body()).endsWith(">eu-west-3</LocationConstraint>");
    }

    @Test
    void everybodySeesTheirOwnBuckets() { // row 32
        front.serve(Ask.of("PUT", "/albums").as("alice"));
        front.serve(Ask.of("PUT", "/books").as("alice"));

        Answer alices = front.serve(Ask.get("/").as("alice"));

        assertThat(alices.all("Name")).containsExactly("albums", "books");
        assertThat(alices.text("DisplayName")).contains("alice");
        assertThat(alices.text("ID").orElse("")).hasSize(64);
        assertThat(front.serve(Ask.get("/")).all("Name")).containsExactly("albums", "books", "photos");
    }

    @Test
    void bucketsComeInPages() { // row 32
        for (String name : new String[]{"a-1", "a-2", "a-3", "b-1"}) {
            front.serve(Ask.of("PUT", "/" + name));
        }

        Answer first = front.serve(Ask.get("/?prefix=a-&max-buckets=2"));
        String token = first.text("ContinuationToken").orElseThrow();
        Answer second = front.serve(Ask.get("/?prefix=a-&max-buckets=2&continuation-token=" + token));

        assertThat(first.all("Name")).containsExactly("a-1", "a-2");
        assertThat(second.all("Name")).containsExactly("a-3");
        assertThat(second.text("ContinuationToken")).isEmpty();
        assertThat(front.serve(Ask.get("/?prefix=b&continuation-token=" + token)).verdict())
                .isEqualTo("400 InvalidArgument");
    }

    @Test
    void aBucketOfAnotherOwnerIsClosed() {
        assertThat(front.serve(Ask.of("HEAD", "/photos").as("alice")).status()).isEqualTo(403);
        assertThat(front.serve(Ask.of("DELETE", "/photos").as("alice")).verdict()).isEqualTo("403 AccessDenied");
    }
}
