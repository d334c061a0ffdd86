package dev.s3gateway.config;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Every value that cannot be, not only the first: what cannot be read as a whole is read piece by piece. A record whose
 * pieces are all right has refused their combination.
 */
final class Mistakes {

    private final ObjectMapper mapper;
    private final boolean combinations;

    /** @param combinations whether the refusals of records count as well; not where keys are missing or too many */
    Mistakes(ObjectMapper mapper, boolean combinations) {
        this.mapper = mapper;
        this.combinations = combinations;
    }

    /** What is wrong with a piece, each with the path to it. */
    List<JsonMappingException> in(JavaType type, JsonNode node) {
        try {
            mapper.readerFor(type).readValue(node);
            return List.of();
        } catch (JsonMappingException whole) {
            boolean divisible = isRecord(type) ? node.isObject() : type.isCollectionLikeType() && node.isArray();
            List<JsonMappingException> parts = divisible ? parts(type, node).toList() : List.of();
            return parts.isEmpty() && (combinations || !divisible) ? List.of(whole) : parts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<JsonMappingException> parts(JavaType type, JsonNode node) {
        if (type.isCollectionLikeType()) {
            return IntStream.range(0, node.size())
                    .boxed()
                    .flatMap(i -> in(inner(type.getContentType()), node.get(i)).stream()
                            .peek(wrong -> wrong.prependPath(node, i)));
        }
        return Shape.of(type.getRawClass())
                .components()
                .entrySet()
                .stream()
                .flatMap(component -> Optional.ofNullable(node.get(component.getKey()))
                        .filter(child -> !child.isNull())
                        .stream()
                        .flatMap(child -> in(inner(mapper.constructType(component.getValue().getGenericType())), child)
                                .stream())
                        .peek(wrong -> wrong.prependPath(node, component.getKey())));
    }

    private static JavaType inner(JavaType type) {
        return type.hasRawClass(Optional.class) ? type.containedTypeOrUnknown(0) : type;
    }

    private static boolean isRecord(JavaType type) {
        return Shape.isShaped(type.getRawClass());
    }
}
