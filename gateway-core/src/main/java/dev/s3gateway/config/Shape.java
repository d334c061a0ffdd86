package dev.s3gateway.config;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.KebabCaseStrategy;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which keys a record asks for: those of its components, in kebab case. A component that is an {@link Optional} may be
 * absent, everything else must be there.
 */
final class Shape {

    private static final KebabCaseStrategy KEBAB = new KebabCaseStrategy();

    private final Map<String, RecordComponent> components = new LinkedHashMap<>();

    private Shape(Class<?> type) {
        Arrays.stream(type.getRecordComponents())
                .forEach(component -> components.put(KEBAB.translate(component.getName()), component));
    }

    static Shape of(Class<?> type) {
        return new Shape(type);
    }

    /** The components by their keys, in the record's order. */
    Map<String, RecordComponent> components() {
        return components;
    }

    /** Unknown and missing keys of an object of this shape and of all below it. */
    Stream<String> findings(String path, ConfigObject object) {
        Stream<String> unknown = object.keySet()
                .stream()
                .filter(key -> !components.containsKey(key))
                .sorted()
                .map(key -> Place.of(object, key) + ": unknown key '" + join(path, key) + "'; "
                        + Nearest.suggestion(key, components.keySet()));
        Stream<String> known = components.entrySet()
                .stream()
                .flatMap(entry -> below(join(path, entry.getKey()), entry.getValue().getGenericType(), object,
                        Optional.ofNullable(object.get(entry.getKey()))));
        return Stream.concat(unknown, known);
    }

    /** The paths of all values that are not records themselves: what a flag or a variable can set. */
    Stream<String> leaves(String path) {
        return components.entrySet().stream().flatMap(entry -> {
            String here = join(path, entry.getKey());
            Type type = inner(entry.getValue().getGenericType());
            return type instanceof Class<?> c && isShaped(c) ? of(c).leaves(here) : Stream.of(here);
        });
    }

    private static Stream<String> below(String path, Type type, ConfigObject parent, Optional<ConfigValue> value) {
        if (value.isEmpty() || value.get().valueType() == ConfigValueType.NULL) {
            return isOptional(type)
                    ? Stream.empty()
                    : Stream.of(Place.of(parent) + ": the key '" + path + "' is missing; set it");
        }
        return inside(path, inner(type), value.get());
    }

    private static Stream<String> inside(String path, Type type, ConfigValue value) {
        return switch (value) {
            case ConfigObject object when type instanceof Class<?> c && isShaped(c) -> of(c).findings(path, object);
            case ConfigObject object when isA(type, Map.class) -> object.entrySet()
                    .stream()
                    .flatMap(entry -> inside(join(path, entry.getKey()), argument(type, 1), entry.getValue()));
            case ConfigList list when isA(type, List.class) -> java.util.stream.IntStream.range(0, list.size())
                    .boxed()
                    .flatMap(i -> inside(path + "[" + i + "]", argument(type, 0), list.get(i)));
            default -> Stream.empty(); // A value of the wrong kind is found when it is read.
        };
    }

    static boolean isShaped(Class<?> type) {
        return type.isRecord() && type != ByteSize.class;
    }

    private static boolean isOptional(Type type) {
        return isA(type, Optional.class);
    }

    private static Type inner(Type type) {
        return isOptional(type) ? argument(type, 0) : type;
    }

    private static boolean isA(Type type, Class<?> raw) {
        return type instanceof ParameterizedType p && p.getRawType() == raw;
    }

    private static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }

    static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
