package dev.s3gateway.server.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The management endpoints of the gateway that {@code S3GATEWAY_URL} names, by the key in {@code S3GATEWAY_ADMIN_API_KEY}. */
record RunningGateway(URI url, Optional<String> key) {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    static RunningGateway of(Map<String, String> environment) {
        return new RunningGateway(URI.create(environment.getOrDefault("S3GATEWAY_URL", "http://127.0.0.1:8000")),
                Optional.ofNullable(environment.get("S3GATEWAY_ADMIN_API_KEY")).filter(text -> !text.isEmpty()));
    }

    /** The gateway's answer; where it is an error, {@link Refused} with its words. */
    JsonNode ask(String method, String path) throws InterruptedException {
        return ask(method, path, HttpRequest.BodyPublishers.noBody());
    }

    /** The same with these fields as the request's body. */
    JsonNode tell(String method, String path, Map<String, String> fields) throws InterruptedException {
        return ask(method, path, HttpRequest.BodyPublishers
                .ofString(JsonMapper.builder().build().valueToTree(fields).toString()));
    }

    private JsonNode ask(String method, String path, HttpRequest.BodyPublisher body) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path))
                .timeout(PATIENCE)
                .method(method, body);
        key.ifPresent(admin -> request.header("Authorization", "Bearer " + admin));
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            JsonNode json = JsonMapper.builder().build().readTree(answer.body());
            if (answer.statusCode() >= 400) {
                throw new Refused(json.at("/error/message").asText("the gateway answered " + answer.statusCode()));
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new Refused("what answers at " + url + " is no s3gateway; correct S3GATEWAY_URL");
        } catch (IOException e) {
            throw new Refused("no gateway answers at " + url + " (" + e + "); start it, or correct S3GATEWAY_URL");
        }
    }

    /** In words for the operator. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String words) {
            super(words, null, false, false);
        }

        String words() {
            return String.valueOf(getMessage());
        }
    }
}
