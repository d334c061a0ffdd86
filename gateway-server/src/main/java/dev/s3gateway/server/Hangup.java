package dev.s3gateway.server;

import java.io.Console;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP, by which operators have daemons read their files again. Java hears it only through a class that it does not
 * promise to keep, hence the reflection: without it everything else still works.
 */
final class Hangup {

    private static final Logger LOG = LoggerFactory.getLogger(Hangup.class);

    private Hangup() {}

    /**
     * From now on, instead of ending the process; but {@code end} where the signal says what its name does: that the
     * terminal is gone on which this was started.
     */
    static void does(Runnable action, Runnable end) {
        boolean attached = Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        does(() -> (attached && !isTerminalThere() ? end : action).run());
    }

    private static boolean isTerminalThere() {
        try (FileChannel terminal = FileChannel.open(Path.of("/dev/tty"))) {
            return terminal.isOpen();
        } catch (IOException gone) {
            return false;
        }
    }

    private static void does(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object heard = Proxy.newProxyInstance(Hangup.class.getClassLoader(), new Class<?>[]{handler},
                    handling(action));
            Object before = signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), heard);
            if (Objects.equals(before, handler.getField("SIG_IGN").get(null))) {
                unheard("it is ignored by whatever started this, as nohup does");
            }
        } catch (ReflectiveOperationException | IllegalArgumentException unsupported) {
            unheard(unsupported.toString());
        }
    }

    private static void unheard(String why) {
        LOG.info("SIGHUP cannot be heard here; POST /api/config/reload does the same ({})", why);
    }

    @SuppressWarnings("ReferenceEquality") // it is equal to itself alone; to ask it would come here again
    private static InvocationHandler handling(Runnable action) {
        return (proxy, method, arguments) -> switch (method.getName()) {
            case "handle" -> {
                action.run();
                yield null;
            }
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "the reload on SIGHUP";
        };
    }
}
