package dev.s3gateway.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.stream.Stream;

/**
 * Under which account PostgreSQL runs, as it refuses to run as root: our own, or for root a user namespace in which we
 * are nobody, or the account {@code nobody} itself.
 */
sealed interface Account {

    /** What to put before a command so that it runs under this account. */
    List<String> prefix();

    /** Makes files usable by this account, or says why that cannot be. */
    void own(Path directory);

    /** Runs as whoever started the gateway. In a user namespace the kernel still sees root as the owner of the files. */
    record Same(List<String> prefix) implements Account {
        @Override
        public void own(Path directory) {
            // The files are ours already.
        }
    }

    /** Runs as {@code nobody}, who must be able to reach the files. */
    record Nobody() implements Account {

        @Override
        public List<String> prefix() {
            return List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs", "--");
        }

        @Override
        public void own(Path directory) {
            for (Path above = directory.toAbsolutePath().getParent(); above != null; above = above.getParent()) {
                requireTraversable(above);
            }
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.toList()) {
                    Files.setAttribute(file, "unix:uid", 65534, java.nio.file.LinkOption.NOFOLLOW_LINKS);
                }
            } catch (IOException e) {
                throw new DatabaseProblem("cannot give " + directory + " to the account 'nobody', under which the"
                        + " bundled PostgreSQL must run here: " + e.getMessage(), e);
            }
        }

        private static void requireTraversable(Path directory) {
            try {
                if (!Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    throw new DatabaseProblem("PostgreSQL must not run as root and the account 'nobody' cannot pass "
                            + directory + "; choose another place with --data, such as /var/lib/s3gateway, or run the"
                            + " gateway as an ordinary user");
                }
            } catch (IOException e) {
                throw new DatabaseProblem("cannot read the permissions of " + directory + ": " + e.getMessage(), e);
            }
        }
    }

    static Account find() {
        if (Command.output("id", "-u").filter("0"::equals).isEmpty()) {
            return new Same(List.of());
        }
        if (Command.output("unshare", "-U", "id", "-un").isPresent()) {
            return new Same(List.of("unshare", "-U"));
        }
        Nobody nobody = new Nobody();
        if (Command.run(Stream.concat(nobody.prefix().stream(), Stream.of("id", "-un")).toList(), "").fine()) {
            return nobody;
        }
        throw new DatabaseProblem("PostgreSQL must not run as root, and neither 'unshare -U' nor 'setpriv' works here;"
                + " run the gateway as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own");
    }
}
