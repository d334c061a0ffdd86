package dev.s3gateway.embedded;

import dev.s3gateway.config.Secret;
import dev.s3gateway.lifecycle.Component;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A PostgreSQL of our own, below a directory of ours: made at the first start, durable, reachable from this machine
 * only and with a password only. Whoever starts it holds the lock of the data directory.
 */
public final class EmbeddedPostgres implements Component {

    /** Name of the database and of its owner. */
    public static final String NAME = "s3gateway";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

    private final DatabaseFiles files;
    private final Path cache;
    private final EmbeddedConfig config;
    private final int port;
    private final AtomicReference<Optional<Postmaster>> running = new AtomicReference<>(Optional.empty());

    /**
     * @param home where the database lives
     * @param cache where the bundled programs are unpacked once; may be shared by many
     */
    public EmbeddedPostgres(Path home, Path cache, EmbeddedConfig config) {
        this.files = new DatabaseFiles(home.toAbsolutePath().normalize());
        this.cache = cache.toAbsolutePath().normalize();
        this.config = config;
        this.port = config.port() == 0 ? freePort() : config.port();
    }

    @Override
    public String name() {
        return "bundled PostgreSQL";
    }

    /**
     * Where the database is once it has started, password included:
     * {@code postgresql://user:password@127.0.0.1:port/database}. May be asked before, and reads a file.
     */
    public Secret url() {
        try {
            files.prepare();
            String password = Files.readString(files.password()).strip();
            return Secret.of("postgresql://" + NAME + ":" + password + "@127.0.0.1:" + port + "/" + NAME);
        } catch (IOException e) {
            throw new DatabaseProblem("cannot use " + files.home() + " for the database: " + e, e);
        }
    }

    @Override
    public Mono<Void> start() {
        return blocking(this::launch).flatMap(this::untilReady)
                .doOnNext(server -> running.set(Optional.of(server)))
                .flatMap(_ -> blocking(this::tellOperators))
                .then();
    }

    @Override
    public Mono<Void> stop() {
        return blocking(() -> {
            running.getAndSet(Optional.empty()).ifPresent(server -> server.stop(config.stopTimeout()));
            return true;
        }).then();
    }

    private Path tellOperators() throws IOException {
        DatabaseFiles.writePrivately(files.url(), url().reveal() + "\n");
        return files.url();
    }

    private Postmaster launch() throws IOException {
        if (running.get().isPresent()) {
            throw new IllegalStateException("the database is started already");
        }
        Account account = Account.find();
        Binaries binaries = Binaries.find(config.binDir(), cache, account);
        files.prepare();
        account.own(files.home());
        Optional<Integer> written = files.major();
        if (written.isEmpty()) {
            makeCluster(binaries, account);
        } else if (written.get() != binaries.major()) {
            throw new DatabaseProblem("the database in " + files.home() + " was written by PostgreSQL " + written.get()
                    + ", but the programs here are of PostgreSQL " + binaries.major()
                    + "; name programs of version " + written.get() + " with database.embedded.bin-dir");
        }
        Postmaster.clearLeftovers(files);
        return Postmaster.launch(files, binaries, account, port);
    }

    private void makeCluster(Binaries binaries, Account account) throws IOException {
        DatabaseFiles.removeTree(files.unfinished());
        must("make the database", account, List.of(binaries.program("initdb").toString(), "-D",
                files.unfinished().toString(), "-U", NAME, "--pwfile=" + files.password(), "--auth=scram-sha-256",
                "--encoding=UTF8", "--locale=C", "--no-instructions"), "");
        must("make the database", account, List.of(binaries.program("postgres").toString(), "--single", "-D",
                files.unfinished().toString(), "template1"), "create database " + NAME + "\n");
        Files.move(files.unfinished(), files.cluster());
    }

    private static void must(String purpose, Account account, List<String> program, String input) {
        List<String> command = new ArrayList<>(account.prefix());
        command.addAll(program);
        Command.Result result = Command.run(command, input);
        if (!result.fine()) {
            throw new DatabaseProblem("cannot " + purpose + ": " + result.output().replace('\n', ' '));
        }
    }

    private Mono<Postmaster> untilReady(Postmaster server) {
        return Flux.interval(Duration.ofMillis(10), Schedulers.boundedElastic())
                .onBackpressureDrop()
                .filter(_ -> server.isReady() || !server.isAlive())
                .next()
                .timeout(config.startTimeout(), Mono.error(() -> new DatabaseProblem(
                        "the bundled PostgreSQL was not ready after " + config.startTimeout().toSeconds()
                                + " s; see " + files.log())))
                .flatMap(_ -> server.isAlive()
                        ? Mono.just(server)
                        : Mono.error(new DatabaseProblem(
                                "the bundled PostgreSQL ended while starting; see " + files.log() + ": "
                                        + files.lastWords())))
                .doOnNext(_ -> LOG.debug("PostgreSQL listens on 127.0.0.1:{}", port))
                // A start that failed or was given up leaves no process behind.
                .onErrorResume(DatabaseProblem.class,
                        problem -> blocking(() -> {
                            server.stop(config.stopTimeout());
                            return server;
                        }).then(Mono.error(problem)))
                .doOnCancel(() -> server.stop(Duration.ofSeconds(1)));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new DatabaseProblem("no port of 127.0.0.1 is free for the database: " + e.getMessage(), e);
        }
    }

    private static <T> Mono<T> blocking(Callable<T> work) {
        return Mono.fromCallable(work).subscribeOn(Schedulers.boundedElastic());
    }
}
