package dev.s3gateway.config;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Which keys have other values in another configuration of the same type. */
public final class Differences {

    private Differences() {}

    /** Their paths, as an operator writes them; a list differs as a whole. */
    public static <T extends Record> List<String> between(T one, T other) {
        return in("", one.getClass(), one, other).toList();
    }

    private static Stream<String> in(String path, Class<?> type, Object one, Object other) {
        if (one.equals(other)) {
            return Stream.empty();
        }
        return Shape.isShaped(type)
                ? Shape.of(type)
                        .components()
                        .entrySet()
                        .stream()
                        .flatMap(component -> in(path, component, one, other))
                : Stream.of(path);
    }

    private static Stream<String> in(String path, Map.Entry<String, RecordComponent> component, Object one,
            Object other) {
        RecordComponent value = component.getValue();
        return in(Shape.join(path, component.getKey()), value.getType(), read(value, one), read(value, other));
    }

    private static Object read(RecordComponent component, Object record) {
        try {
            // Records of configuration are seldom public.
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
