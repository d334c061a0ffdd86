package dev.s3gateway.ledger.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Batches of rows travel as one JSON parameter each, whatever their number. */
final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static <T> ArrayNode array(Collection<T> items, Function<T, ? extends JsonNode> form) {
        ArrayNode array = MAPPER.createArrayNode();
        items.forEach(item -> array.add(form.apply(item)));
        return array;
    }

    static <T> ArrayNode texts(Collection<T> items, Function<T, String> form) {
        ArrayNode array = MAPPER.createArrayNode();
        items.forEach(item -> array.add(form.apply(item)));
        return array;
    }

    static ArrayNode numbers(Collection<? extends Number> numbers) {
        ArrayNode array = MAPPER.createArrayNode();
        numbers.forEach(number -> array.add(number.longValue()));
        return array;
    }

    static ObjectNode pairs(Map<String, String> pairs) {
        ObjectNode object = MAPPER.createObjectNode();
        pairs.forEach(object::put);
        return object;
    }

    static Map<String, String> pairs(JsonNode object) {
        Map<String, String> pairs = new LinkedHashMap<>();
        object.properties().forEach(field -> pairs.put(field.getKey(), field.getValue().asText()));
        return pairs;
    }

    static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the ledger holds what nobody wrote", e);
        }
    }
}
