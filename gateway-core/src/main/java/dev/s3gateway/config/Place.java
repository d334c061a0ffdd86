package dev.s3gateway.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.Optional;

/** Where a value was written, as an operator would look it up. */
public final class Place {

    private Place() {}

    public static String of(ConfigValue value) {
        return of(value.origin());
    }

    /** Where the object has this key, or else where the object is. */
    public static String of(ConfigObject object, String key) {
        return of(Optional.<ConfigValue>ofNullable(object.get(key)).orElse(object));
    }

    static String of(ConfigOrigin origin) {
        String where = Optional.ofNullable(origin.filename()).map(Place::shortened).orElse(origin.description());
        return origin.filename() != null && origin.lineNumber() > 0 ? where + ":" + origin.lineNumber() : where;
    }

    /** Relative to where the operator stands, when the file lies below. */
    private static String shortened(String file) {
        Path here = Path.of("").toAbsolutePath();
        Path path = Path.of(file).toAbsolutePath();
        return (path.startsWith(here) ? here.relativize(path) : path).toString();
    }
}
