package dev.s3gateway.server.http;

import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** One record per request on the logger {@code access}: a line for people, and the same as key-value pairs for JSON. */
public final class AccessLog implements AccessListener {

    private static final Logger LOG = LoggerFactory.getLogger("access");
    private static final int MAX_NAME = 1024;
    private static final int MAX_AGENT = 200;

    @Override
    public void ended(AccessRecord access) {
        if (!LOG.isInfoEnabled()) {
            return;
        }
        Map<String, Object> fields = fields(access);
        LoggingEventBuilder line = LOG.atInfo();
        fields.forEach((name, value) -> {
            // The builder is changed in place.
            var _ = line.addKeyValue(name, value);
        });
        line.log(line(access, fields));
    }

    private static Map<String, Object> fields(AccessRecord access) {
        Map<String, Object> fields = new TreeMap<>();
        fields.put("id", access.id());
        fields.put("dialect", access.dialect());
        fields.put("method", LogText.clean(access.method(), 32));
        fields.put("path", LogText.clean(LogText.withoutSecrets(access.path()), MAX_NAME));
        fields.put("operation", access.operation());
        fields.put("bucket", LogText.clean(access.bucket().orElse(""), MAX_NAME));
        fields.put("key", LogText.clean(access.key().orElse(""), MAX_NAME));
        fields.put("status", access.status());
        fields.put("cut", access.cut());
        fields.put("bytes_in", access.bytesIn());
        fields.put("bytes_out", access.bytesOut());
        fields.put("millis", access.took().toMillis());
        fields.put("caller", LogText.clean(access.caller(), 128));
        fields.put("source_ip", access.sourceIp());
        fields.put("user_agent", LogText.clean(access.userAgent(), MAX_AGENT));
        fields.put("zones", access.zones());
        fields.put("reason", LogText.clean(access.reason(), MAX_NAME));
        return fields;
    }

    private static String line(AccessRecord access, Map<String, Object> fields) {
        return "%s %s %s \"%s %s\" %d%s %d/%d bytes %d ms %s %s zones=%s \"%s\"%s".formatted(access.id(),
                access.dialect(), access.operation(), fields.get("method"), fields.get("path"), access.status(),
                access.cut() ? " cut" : "", access.bytesIn(), access.bytesOut(), access.took().toMillis(),
                fields.get("caller"), access.sourceIp(), access.zones(), fields.get("user_agent"),
                access.reason().isEmpty() ? "" : " because \"" + fields.get("reason") + "\"");
    }
}
