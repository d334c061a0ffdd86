package dev.s3gateway.bench.profile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;

/**
 * A stack in words, the outermost frame first. Our own methods and the kernel's calls stand by their names, the libraries
 * as what they are for. What only hands a call on (Netty's pipeline, Reactor's operators, executors) is left out, unless
 * the time was spent in it. With {@code -Dbench.frames=all} every method stands by its name.
 */
final class Frames {

    private static final boolean ALL = "all".equals(System.getProperty("bench.frames"));
    private static final Pattern LAMBDA = Pattern.compile("lambda\\$(.+)\\$\\d+");
    private static final Map<String, String> LIBRARIES = libraries();
    private static final List<String> PLUMBING = List.of("Netty's pipeline", "Reactor's operators", "executors",
            "lambdas", "JDK");

    private Frames() {}

    private static Map<String, String> libraries() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("io.netty.channel.AbstractChannelHandlerContext", "Netty's pipeline");
        names.put("io.netty.channel.DefaultChannelPipeline", "Netty's pipeline");
        names.put("io.netty.channel.CombinedChannelDuplexHandler", "Netty's pipeline");
        names.put("io.netty.channel.ChannelOutboundHandlerAdapter", "Netty's pipeline");
        names.put("io.netty.channel.ChannelInboundHandlerAdapter", "Netty's pipeline");
        // PostgreSQL's client cuts its messages out of the bytes with them, too: what is HTTP stands in other classes.
        names.put("io.netty.handler.codec.ByteToMessageDecoder", "Netty's pipeline");
        names.put("io.netty.handler.codec.MessageTo", "Netty's pipeline");
        names.put("io.netty.util.concurrent", "executors");
        names.put("io.netty.util.internal.ThreadExecutorMap", "executors");
        names.put("io.netty.handler.codec", "Netty's HTTP codec");
        names.put("io.netty.buffer", "Netty's buffers");
        names.put("io.netty", "Netty's channels");
        names.put("reactor.netty", "Reactor Netty");
        names.put("reactor.pool", "connection pool");
        names.put("reactor", "Reactor's operators");
        names.put("org.reactivestreams", "Reactor's operators");
        names.put("io.r2dbc.postgresql", "PostgreSQL's client");
        names.put("io.r2dbc", "connection pool");
        names.put("software.amazon", "AWS SDK");
        names.put("ch.qos.logback", "log");
        names.put("org.slf4j", "log");
        names.put("java.lang.invoke", "lambdas");
        names.put("java.util.concurrent", "executors");
        names.put("java.lang.Thread", "executors");
        names.put("java.security", "JDK's cryptography");
        names.put("javax.crypto", "JDK's cryptography");
        names.put("com.sun.crypto", "JDK's cryptography");
        names.put("sun.security", "JDK's cryptography");
        names.put("java.time", "JDK's dates");
        names.put("java.util.zip", "CRC");
        names.put("java", "JDK");
        names.put("jdk", "JDK");
        names.put("sun", "JDK");
        return names;
    }

    static List<String> of(RecordedStackTrace trace) {
        List<RecordedFrame> innermostFirst = trace.getFrames();
        List<String> names = new ArrayList<>();
        for (int i = innermostFirst.size() - 1; i >= 0; i--) {
            RecordedMethod method = innermostFirst.get(i).getMethod();
            String name = ALL || isSystemCall(method) ? name(method) : label(method);
            boolean said = !names.isEmpty() && names.getLast().equals(name);
            if (!said && (i == 0 || !PLUMBING.contains(name))) {
                names.add(name);
            }
        }
        return names;
    }

    private static boolean isSystemCall(RecordedMethod method) {
        String type = method.getType().getName();
        return type.equals("io.netty.channel.epoll.Native") || type.equals("io.netty.channel.unix.Socket")
                || type.equals("io.netty.channel.unix.FileDescriptor");
    }

    private static String label(RecordedMethod method) {
        String type = method.getType().getName();
        // A class without a name of its own: what the virtual machine makes of a lambda.
        if (type.contains("/0x") || type.contains("$$Lambda")) {
            return "lambdas";
        }
        return LIBRARIES.entrySet()
                .stream()
                .filter(library -> type.startsWith(library.getKey()))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElseGet(() -> name(method));
    }

    private static String name(RecordedMethod method) {
        String type = method.getType().getName();
        String shortType = type.substring(type.lastIndexOf('.') + 1);
        Matcher lambda = LAMBDA.matcher(method.getName());
        return shortType.replace('$', '.') + "." + (lambda.matches() ? lambda.group(1) : method.getName());
    }
}
