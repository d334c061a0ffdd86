package dev.s3gateway.s3.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.failure.Failure.MethodNotAllowed;
import dev.s3gateway.failure.Failure.NotImplemented;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {

    private static final Map<String, Route> HAVE = Map.of("GetObject", Route.get(Scope.KEY), "PutObject",
            Route.put(Scope.KEY), "ListObjects", Route.get(Scope.BUCKET), "ListObjectsV2",
            Route.get(Scope.BUCKET).query("list-type=2"), "DeleteObjects", Route.post(Scope.BUCKET).query("delete"),
            "DeleteBucket", Route.delete(Scope.BUCKET), "DeleteObject", Route.delete(Scope.KEY));

    private final Routes<Route> routes = Routes.of(HAVE, Function.identity());

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            plain                          | GET    | /b/k                     | GetObject
            row 9: unknown keys            | GET    | /b/k?x-id=GetObject&foo=1 | GetObject
            row 9: a word that S3 ignores  | PUT    | /b/k?foo                  | PutObject
            row 9: as the SDK for JS does  | PUT    | /b/k?x-id=PutObject       | PutObject
            row 25: its words have cases   | GET    | /b/k?ACL                  | GetObject
            a presigned URL                | GET    | /b/k?X-Amz-Signature=1&X-Amz-Security-Token= | GetObject
            the route that asks for most   | GET    | /b?list-type=2&prefix=   | ListObjectsV2
            by value                       | GET    | /b?list-type=1           | ListObjects
            empty arguments                | GET    | /b?prefix=&marker=&delimiter= | ListObjects
            row 10: bare                   | POST   | /b?delete                | DeleteObjects
            row 10: with an equals sign    | POST   | /b/?delete=              | DeleteObjects
            A60: only the object           | DELETE | /b/%2F                   | DeleteObject
            """)
    void findsTheOperation(String row, String method, String target, String operation) {
        assertThat(routes.meantBy(request(method, target))).as(row).isEqualTo(HAVE.get(operation));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            A66: DELETE ?policy            | DELETE | /b?policy                | DeleteBucketPolicy
            A66: PUT ?legal-hold           | PUT    | /b/k?legal-hold          | PutObjectLegalHold
            A66: not with a value either   | PUT    | /b/k?legal-hold=1        | PutObjectLegalHold
            row 25: of another method      | PUT    | /b/k?torrent             | torrent
            beside one that we have        | POST   | /b?delete&cors           | cors
            by header                      | PUT    | /b/k                     | CopyObject
            uploads                        | POST   | /b/k?uploads=            | CreateMultipartUpload
            a part                         | PUT    | /b/k?partNumber=1&uploadId=x | UploadPartCopy
            a configuration                | GET    | /b?versioning            | GetBucketVersioning
            of many                        | PUT    | /b?inventory&id=x        | PutBucketInventoryConfiguration
            a form                         | POST   | /b                       | PostObject
            a browser asks                 | OPTIONS | /b/k                    | PreflightRequest
            """)
    void refusesByNameWhatWeDoNotHave(String row, String method, String target, String name) {
        S3Request request = request(method, target, Map.of("x-amz-copy-source", "/b/other"));

        var failure = catchThrowableOfType(NotImplemented.class, () -> routes.meantBy(request));

        assertThat(failure.feature).as(row).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            row 25 | PATCH | /b/k | DELETE, GET, PUT
            row 25 | POST  | /b/k | DELETE, GET, PUT
            row 25 | POST  | /    | ''
            A81    | BREW  | /b   | DELETE, GET
            """)
    void aWrongMethodIsToldTheRightOnes(String row, String method, String target, String allowed) {
        var failure = catchThrowableOfType(MethodNotAllowed.class, () -> routes.meantBy(request(method, target)));

        assertThat(String.join(", ", failure.allowed)).as(row).isEqualTo(allowed);
    }

    @Test
    void twoEqualRoutesRefuseToStart() {
        Map<String, Route> twice = Map.of("One", Route.get(Scope.KEY), "Two", Route.get(Scope.KEY));

        assertThatThrownBy(() -> Routes.of(twice, Function.identity())).hasMessageContaining("have the same route");
    }

    @Test
    void anOperationThatWeHaveIsNotAmongTheRefused() {
        assertThat(routes.refused()).contains("GetBucketAcl", "UploadPart").doesNotContain("GetObject", "DeleteBucket");
    }

    private static S3Request request(String method, String target) {
        return request(method, target, Map.of());
    }

    private static S3Request request(String method, String target, Map<String, String> headers) {
        RequestTarget sent = RequestTarget.parse(target.replaceFirst("^/b", "/bucket"));
        return new S3Request("id", method, sent.rawPath(), sent.rawQuery(),
                new Targets(Optional.empty()).of(List.of(), sent), Query.parse(sent.rawQuery()), Headers.of(headers),
                Body.EMPTY, false, "127.0.0.1", Instant.EPOCH);
    }
}
