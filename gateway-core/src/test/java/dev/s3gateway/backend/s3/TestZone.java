package dev.s3gateway.backend.s3;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.config.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** A real S3 service as {@code .ci/zones/zones start} prints it, one JSON line for each. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record TestZone(String name, String kind, URI endpoint, String region,
        @JsonProperty("access_key") String accessKey,
        @JsonProperty("secret_key") String secretKey, boolean versioning,
        @Nullable @JsonProperty("fault_control") URI faultControl) {

    /** Those of the file that {@code S3_TEST_ZONES} names; none where it is unset. */
    static Stream<TestZone> listed() {
        return Optional.ofNullable(System.getenv("S3_TEST_ZONES")).stream().flatMap(TestZone::lines);
    }

    private static Stream<TestZone> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file)).stream().filter(line -> !line.isBlank()).map(TestZone::parsed);
        } catch (IOException e) {
            throw new UncheckedIOException("the file that S3_TEST_ZONES names cannot be read", e);
        }
    }

    public static TestZone parsed(String line) {
        try {
            return JsonMapper.builder().build().readValue(line, TestZone.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    S3ZoneConfig config() {
        return new S3ZoneConfig(new ZoneCode(name), Optional.of(endpoint), region, accessKey, Secret.of(secretKey),
                true, true, true);
    }

    /** Somebody who uses the service beside us. */
    public S3AsyncClient stranger() {
        return TestS3.stranger(endpoint, accessKey, secretKey);
    }

    @Override
    public String toString() {
        return name;
    }
}
