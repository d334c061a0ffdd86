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

    private final boolean pairs;

    /** @param pairs whether the lines are for machines, which want each value by its name */
    public AccessLog(boolean pairs) {
        this.pairs = pairs;
    }

    @Override
    public void ended(AccessRecord access) {
        if (!LOG.isInfoEnabled()) {
            return;
        }
        LoggingEventBuilder line = LOG.atInfo();
        if (pairs) {
            fields(access).forEach((name, value) -> {
                // The builder is changed in place.
                var _ = line.addKeyValue(name, value);
            });
        }
        line.log(line(access));
    }

    private static String line(AccessRecord access) {
        return access.id() + " " + access.dialect() + " " + access.operation() + " \"" + method(access) + " "
                + path(access) + "\" " + access.status() + (access.cut() ? " cut " : " ") + access.bytesIn() + "/"
                + access.bytesOut() + " bytes " + access.took().toMillis() + " ms " + caller(access) + " "
                + access.sourceIp() + " zones=" + access.zones() + " \"" + agent(access) + "\""
                + (access.reason().isEmpty() ? "" : " because \"" + reason(access) + "\"");
    }

    private static Map<String, Object> fields(AccessRecord access) {
        Map<String, Object> fields = new TreeMap<>();
        fields.put("id", access.id());
        fields.put("dialect", access.dialect());
        fields.put("method", method(access));
        fields.put("path", path(access));
        fields.put("operation", access.operation());
        fields.put("bucket", LogText.clean(access.bucket().orElse(""), MAX_NAME));
        fields.put("key", LogText.clean(access.key().orElse(""), MAX_NAME));
        fields.put("status", access.status());
        fields.put("cut", access.cut());
        fields.put("bytes_in", access.bytesIn());
        fields.put("bytes_out", access.bytesOut());
        fields.put("millis", access.took().toMillis());
        fields.put("caller", caller(access));
        fields.put("source_ip", access.sourceIp());
        fields.put("user_agent", agent(access));
        fields.put("zones", access.zones());
        fields.put("reason", reason(access));
        return fields;
    }

    private static String method(AccessRecord access) {
        return LogText.clean(access.method(), 32);
    }

    private static String path(AccessRecord access) {
        return LogText.clean(LogText.withoutSecrets(access.path()), MAX_NAME);
    }

    private static String caller(AccessRecord access) {
        return LogText.clean(access.caller(), 128);
    }

    private static String agent(AccessRecord access) {
        return LogText.clean(access.userAgent(), MAX_AGENT);
    }

    private static String reason(AccessRecord access) {
        return LogText.clean(access.reason(), MAX_NAME);
    }
}
