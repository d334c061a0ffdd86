package dev.s3gateway.server;

import dev.s3gateway.server.settings.Settings;
import dev.s3gateway.config.ConfigProblem;
import dev.s3gateway.embedded.DatabaseProblem;
import dev.s3gateway.ledger.LedgerUnavailable;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.lifecycle.StartFailed;
import dev.s3gateway.server.cli.CommandLineInterface;
import dev.s3gateway.server.cli.Program;
import dev.s3gateway.server.http.CannotListen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** The program, and the only place that waits. */
public final class Main implements Program {

    private final Map<String, String> environment;
    private final Books.Opening opening;
    private final CrashPoints crash;

    Main(Map<String, String> environment, Books.Opening opening) {
        this(environment, opening, CrashPoints.NONE);
    }

    /** The program, with points in it at which a test ends it. */
    Main(Map<String, String> environment, Books.Opening opening, CrashPoints crash) {
        this.environment = environment;
        this.opening = opening;
        this.crash = crash;
    }

    public static void main(String[] arguments) {
        // Clients that renegotiate make us compute for nothing; read once, when the JVM first speaks TLS.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        // A buffer in 1024 remembers where it was taken; one in 128, Netty's default, costs a hundredth of a small request.
        System.getProperties().putIfAbsent("io.netty.leakDetection.samplingInterval", "1024");
        System.exit(CommandLineInterface.run(new Main(System.getenv(), Books::inPostgres), arguments));
    }

    @Override
    public int serve(Choice choice) {
        return orInWords(() -> {
            Settings settings = Settings.load(choice, environment);
            Logs.configure(settings.config().logFormat(), settings.config().debug());
            try (DataDirectory data = DataDirectory.lock(settings.data())) {
                Gateway gateway = Gateway.of(settings, () -> Settings.load(choice, environment), data.path(),
                        environment, opening, crash);
                gateway.start().block();
                Hangup.does(gateway::reload, () -> System.exit(FINE));
                Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(gateway), "shutdown"));
                System.out.print(gateway.banner());
                System.out.flush();
                new CountDownLatch(1).await();
            }
            return FINE;
        });
    }

    @Override
    public int check(Choice choice, boolean offline, boolean json) {
        return orInWords(() -> {
            Settings settings = Settings.load(choice, environment);
            Logs.configure(settings.config().logFormat(), settings.config().debug());
            Check check = offline ? Check.offline(settings) : Check.online(settings);
            System.out.print(json ? check.json() : check.table());
            return check.fine() ? FINE : FINDINGS;
        });
    }

    @Override
    public int resumeLedger(Choice choice) {
        return orInWords(() -> {
            Settings settings = Settings.load(choice, environment);
            Logs.configure(settings.config().logFormat(), settings.config().debug());
            System.out.println("the ledger goes on, as incarnation " + new LedgerResumption(settings).run());
            return FINE;
        });
    }

    @Override
    public int rehearse() {
        return orInWords(() -> {
            Path data = Files.createTempDirectory("s3gateway-rehearsal-");
            try {
                Choice choice = new Choice(Optional.empty(), List.of(
                        new dev.s3gateway.config.ConfigLoader.Flag("rehearse", "data", data.toString()),
                        new dev.s3gateway.config.ConfigLoader.Flag("rehearse", "port", "0")));
                Settings settings = Settings.load(choice, Map.of());
                Gateway gateway = Gateway.of(settings, () -> settings, data, Map.of(), opening, CrashPoints.NONE);
                gateway.start().block();
                Rehearsal.against(gateway.address());
                gateway.stop().block();
            } finally {
                removeTree(data);
            }
            return FINE;
        });
    }

    /** Ctrl-C and SIGTERM come here: the process ends with 0 when everything was put away. */
    private static void leave(Gateway gateway) {
        gateway.stop().block();
        Logs.end();
        // The JVM would answer a signal with 143; halt is the only way to say that all went well.
        Runtime.getRuntime().halt(FINE);
    }

    private interface Work {
        int run() throws Exception;
    }

    /** What an operator can mend is told in a sentence; anything else is a bug and keeps its stack trace. */
    private static int orInWords(Work work) {
        try {
            return work.run();
        } catch (StartFailed failed) {
            return refuse(failed.getCause() instanceof TimeoutException
                    ? failed
                    : Optional.ofNullable(failed.getCause()).orElse(failed));
        } catch (Exception problem) {
            return refuse(problem);
        }
    }

    private static int refuse(Throwable problem) {
        switch (problem) {
            case ConfigProblem findings -> findings.findings().forEach(Main::say);
            case DatabaseProblem database -> say(String.valueOf(database.getMessage()));
            case LedgerUnavailable ledger -> say(ledger.getMessage() + "; s3gateway check tells more");
            case StartFailed slow -> say(slow.getMessage() + "; s3gateway check tells more");
            case CannotListen listener -> say(String.valueOf(listener.getMessage()));
            default -> LoggerFactory.getLogger(Main.class).error("s3gateway cannot run", problem);
        }
        return UNUSABLE;
    }

    private static void say(String sentence) {
        System.err.println("s3gateway: " + sentence);
    }

    private static void removeTree(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
