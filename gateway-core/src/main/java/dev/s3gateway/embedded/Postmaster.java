package dev.s3gateway.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The running server process. It dies with us, however we die: a shell beside it reads a pipe that only we hold, and
 * when the pipe ends it asks the server to shut down at once.
 */
final class Postmaster {

    // setsid around all of this keeps a Ctrl-C in the terminal from reaching the server before the gateway has drained.
    private static final String WATCHDOG = """
            exec 3<&0
            "$@" 3<&- </dev/null &
            server=$!
            ( while read -r _ <&3; do :; done; kill -INT "$server" 2>/dev/null ) &
            watch=$!
            wait "$server"
            code=$?
            kill "$watch" 2>/dev/null
            exit "$code"
            """;

    private final DatabaseFiles files;
    private final Process process;
    private final int port;

    private Postmaster(DatabaseFiles files, Process process, int port) {
        this.files = files;
        this.process = process;
        this.port = port;
    }

    static Postmaster launch(DatabaseFiles files, Binaries binaries, Account account, int port) throws IOException {
        List<String> command = new ArrayList<>();
        if (Command.output("sh", "-c", "command -v setsid").isPresent()) {
            command.add("setsid");
        }
        command.addAll(account.prefix());
        command.addAll(List.of("sh", "-c", WATCHDOG, "s3gateway-database"));
        command.addAll(List.of(binaries.program("postgres").toString(), "-D", files.cluster().toString()));
        settings(port).forEach(setting -> command.addAll(List.of("-c", setting)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(files.log().toFile()))
                .start();
        return new Postmaster(files, process, port);
    }

    private static List<String> settings(int port) {
        return List.of("listen_addresses=127.0.0.1", "port=" + port, "unix_socket_directories=", "max_connections=64",
                "fsync=on", "synchronous_commit=on", "full_page_writes=on", "password_encryption=scram-sha-256",
                "timezone=UTC", "log_timezone=UTC", "cluster_name=s3gateway", "log_min_messages=warning",
                "logging_collector=off");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether the server takes connections: it writes so into its lock file. */
    boolean isReady() {
        List<String> lock = files.lockLines();
        return lock.size() >= 8 && "ready".equals(lock.get(7).strip()) && lock.get(3).equals(String.valueOf(port));
    }

    /** Ends the server: cleanly within the time given, else by force. */
    void stop(Duration patience) {
        try (OutputStream pipe = process.getOutputStream()) {
            pipe.flush();
        } catch (IOException e) {
            // The shell is gone already, and so is the pipe.
        }
        if (!ended(patience)) {
            processOf(files).ifPresent(server -> signal(server, "QUIT"));
            if (!ended(Duration.ofSeconds(5))) {
                processOf(files).ifPresent(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }

    private boolean ended(Duration patience) {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Clears what a gateway that died left behind. We hold the lock of the data directory, so a server that runs on
     * this cluster is an orphan, and a lock file that names another process is stale.
     */
    static void clearLeftovers(DatabaseFiles files) throws IOException {
        Optional<ProcessHandle> orphan = processOf(files);
        if (orphan.isPresent()) {
            signal(orphan.get(), "INT");
            if (!ended(orphan.get(), Duration.ofSeconds(20))) {
                signal(orphan.get(), "QUIT");
                if (!ended(orphan.get(), Duration.ofSeconds(10))) {
                    throw new DatabaseProblem("a PostgreSQL left over from an earlier run (process "
                            + orphan.get().pid() + ") does not end; end it and start again");
                }
            }
        }
        Files.deleteIfExists(files.cluster().resolve("postmaster.pid"));
    }

    private static Optional<ProcessHandle> processOf(DatabaseFiles files) {
        return files.lockLines()
                .stream()
                .findFirst()
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
                .filter(ProcessHandle::isAlive)
                .filter(server -> server.info().command().filter(path -> path.endsWith("/postgres")).isPresent());
    }

    private static void signal(ProcessHandle server, String name) {
        var _ = Command.run(List.of("kill", "-" + name, Long.toString(server.pid())), "");
    }

    private static boolean ended(ProcessHandle server, Duration patience) {
        try {
            var _ = server.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            return false;
        }
    }
}
