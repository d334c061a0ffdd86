package dev.s3gateway.server.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.LinkedHashMap;
import java.util.Map;

/** Records as JSON: names in snake case, times in ISO 8601, absent values as null. */
public final class AdminJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private AdminJson() {}

    /** The fields of an object of plain values, as texts; null says {@code default}. */
    static Map<String, String> fields(String json) {
        Map<String, String> fields = new LinkedHashMap<>();
        try {
            if (!(MAPPER.readTree(json) instanceof ObjectNode object)) {
                throw AdminError.badRequest("the body must be a JSON object");
            }
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                if (field.getValue().isContainerNode()) {
                    throw AdminError.badRequest(field.getKey() + " must be a plain value");
                }
                fields.put(field.getKey(), field.getValue().isNull() ? "default" : field.getValue().asText());
            }
            return fields;
        } catch (JsonProcessingException _) {
            throw AdminError.badRequest("the body is no JSON");
        }
    }

    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer of ours is no JSON", e);
        }
    }
}
