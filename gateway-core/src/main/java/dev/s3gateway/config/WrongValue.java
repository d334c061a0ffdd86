package dev.s3gateway.config;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Turns what the mapper found wrong with a value into a sentence with its place. */
final class WrongValue {

    private WrongValue() {}

    static String words(ConfigObject root, JsonMappingException problem) {
        StringBuilder path = new StringBuilder();
        ConfigValue value = root;
        for (JsonMappingException.Reference step : problem.getPath()) {
            path.append(step.getFieldName() == null
                    ? "[" + step.getIndex() + "]"
                    : (path.isEmpty() ? "" : ".") + step.getFieldName());
            value = child(value, step).orElse(value);
        }
        String message = message(problem);
        return Place.of(narrowed(value, message)) + ": " + (path.isEmpty() ? "" : "'" + path + "': ") + message;
    }

    private static Optional<ConfigValue> child(ConfigValue value, JsonMappingException.Reference step) {
        return switch (value) {
            case ConfigObject object when step.getFieldName() != null ->
                Optional.ofNullable(object.get(step.getFieldName()));
            case ConfigList list when step.getIndex() >= 0 && step.getIndex() < list.size() ->
                Optional.of(list.get(step.getIndex()));
            default -> Optional.empty();
        };
    }

    /** A record that refuses its values starts its sentence with the key: that line is the place, not the record's. */
    private static ConfigValue narrowed(ConfigValue value, String message) {
        String key = message.split(" ", 2)[0];
        return value instanceof ConfigObject object ? Optional.ofNullable(object.get(key)).orElse(value) : value;
    }

    private static String message(JsonMappingException problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalArgumentException) {
                return String.valueOf(cause.getMessage());
            }
        }
        return switch (problem) {
            case InvalidFormatException format when format.getTargetType().isEnum() -> "'" + format.getValue()
                    + "' is none of: " + String.join(", ", Arrays.stream(format.getTargetType().getEnumConstants())
                            .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                            .toList());
            case InvalidFormatException format -> "'" + format.getValue() + "' is not " + kind(format.getTargetType());
            case MismatchedInputException mismatch -> "must be " + kind(mismatch.getTargetType());
            default -> problem.getOriginalMessage();
        };
    }

    private static String kind(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a whole number";
        }
        if (type.isRecord()) {
            return "a block of keys { … }";
        }
        return Iterable.class.isAssignableFrom(type) ? "a list [ … ]" : "a single value";
    }
}
