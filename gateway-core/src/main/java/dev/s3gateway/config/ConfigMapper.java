package dev.s3gateway.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/** How values become what the records ask for: durations, sizes, paths and secrets have spellings of their own. */
final class ConfigMapper {

    private ConfigMapper() {}

    static ObjectMapper with(Map<String, String> environment) {
        SimpleModule ours = new SimpleModule()
                .addDeserializer(Duration.class, new Scalar<>(Duration.class, ConfigMapper::duration))
                .addDeserializer(ByteSize.class, new Scalar<>(ByteSize.class, ByteSize::parse))
                .addDeserializer(Path.class, new Scalar<>(Path.class, Path::of))
                .addDeserializer(Secret.class, new Scalar<>(Secret.class, new SecretSource(environment)::read));
        return JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .addModule(new Jdk8Module())
                .addModule(ours)
                .build();
    }

    private static Duration duration(String text) {
        try {
            // HOCON knows m, minute and minutes; everybody writes min.
            String known = text.replaceFirst("(?<=\\d) *min$", "m");
            return ConfigFactory.parseMap(Map.of("duration", known)).getDuration("duration");
        } catch (ConfigException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a duration; write it like 500 ms, 30 s, 5 min or 1 h", e);
        }
    }

    private static final class Scalar<T> extends StdScalarDeserializer<T> {

        private static final long serialVersionUID = 1L;

        private final transient Function<String, T> reading;

        Scalar(Class<T> type, Function<String, T> reading) {
            super(type);
            this.reading = reading;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.currentToken().isScalarValue()) {
                throw context.weirdStringException(parser.currentToken().asString(), handledType(),
                        "not a single value");
            }
            try {
                return reading.apply(parser.getText());
            } catch (IllegalArgumentException e) {
                throw context.instantiationException(handledType(), e);
            }
        }
    }
}
