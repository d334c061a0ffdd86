package dev.s3gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;

/** The house is what docs/architecture.md says it is. */
class ArchitectureTest {

    private static final String BASE = "dev.s3gateway.";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar") && !location.contains("test-classes"))
            .importPackages("dev.s3gateway");

    private static final Rooms ROOMS = Rooms.ofTheDocument();

    @Test
    void everyRoomStandsInTheTable() {
        Set<String> missing = new TreeSet<>();
        CLASSES.stream().map(ArchitectureTest::roomOf).filter(room -> !ROOMS.knows(room)).forEach(missing::add);

        assertThat(CLASSES).hasSizeGreaterThan(50);
        assertThat(missing).as("packages without a line in docs/architecture.md").isEmpty();
    }

    @Test
    void everyLineOfTheTableIsARoom() {
        Set<String> built = new TreeSet<>();
        CLASSES.forEach(type -> built.add(roomOf(type)));

        assertThat(ROOMS.uses().keySet()).as("lines of docs/architecture.md without a package").isSubsetOf(built);
    }

    @Test
    void aLineNamesOnlyLinesAboveItSoThatThereIsNoCycle() {
        assertThat(ROOMS.forwardUses()).isEmpty();
    }

    @Test
    void aRoomUsesOnlyWhatItsLineLists() {
        List<String> unlisted = dependencies()
                .filter(use -> use.getTargetClass().getPackageName().startsWith("dev.s3gateway"))
                .filter(use -> !ROOMS.mayUse(roomOf(use.getOriginClass()), roomOf(use.getTargetClass())))
                .map(use -> roomOf(use.getOriginClass()) + " -> " + roomOf(use.getTargetClass()) + ": "
                        + use.getDescription())
                .distinct()
                .sorted()
                .toList();

        assertThat(unlisted).as("uses that docs/architecture.md does not list").isEmpty();
    }

    @Test
    void nothingBlocksAPipeline() {
        List<String> blocking = CLASSES.stream()
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(call -> call.getTargetOwner().getPackageName().startsWith("reactor.core.publisher"))
                .filter(call -> call.getName().startsWith("block") || call.getName().equals("toFuture")
                        || call.getName().equals("toIterable") || call.getName().equals("toStream"))
                .filter(call -> !roomOf(call.getOriginOwner()).equals("server"))
                .filter(call -> !roomOf(call.getOriginOwner()).equals("server.cli"))
                .map(Object::toString)
                .toList();

        assertThat(blocking).isEmpty();
    }

    @Test
    void onlyTheEdgesAndTheBackgroundSubscribe() {
        // backend.s3 is a Publisher to the SDK, which asks for a body by subscribing; backend.direct is an edge: a socket.
        Set<String> mayBegin = Set.of("bytes", "backend.s3", "backend.direct", "lifecycle", "job", "server",
                "server.http", "server.cli");
        List<String> inside = CLASSES.stream()
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(call -> call.getTargetOwner().getName().equals("reactor.core.publisher.Flux")
                        || call.getTargetOwner().getName().equals("reactor.core.publisher.Mono"))
                .filter(call -> call.getName().equals("subscribe"))
                .filter(call -> !mayBegin.contains(roomOf(call.getOriginOwner())))
                .filter(call -> !handsOn(call))
                .map(Object::toString)
                .toList();

        assertThat(inside).isEmpty();
    }

    /** An operator that was subscribed to and subscribes to what it stands on: nothing begins there by itself. */
    private static boolean handsOn(JavaMethodCall call) {
        return call.getOrigin().getName().equals("subscribe") && call.getOriginOwner().isAssignableTo(Publisher.class);
    }

    @Test
    void foreignTypesStayInTheirRooms() {
        // The ledger's connections live on the front's event loops, which server hands to it.
        assertOnlyIn(Set.of("server.http"), name -> name.startsWith("reactor.netty")
                && !name.startsWith("reactor.netty.resources") && !name.equals("reactor.netty.tcp.TcpResources"));
        assertOnlyIn(Set.of("server.http", "ledger.postgres", "server"),
                name -> name.startsWith("reactor.netty.resources") || name.equals("reactor.netty.tcp.TcpResources"));
        assertOnlyIn(Set.of("server.http", "backend.direct"), name -> name.startsWith("io.netty.handler")
                || name.startsWith("io.netty.bootstrap") || name.startsWith("io.netty.resolver"));
        // backend.s3 ends the event loops that it gave to the SDK; server hands the listener's to backend.direct.
        assertOnlyIn(Set.of("server.http", "backend.direct", "backend.s3", "server"),
                name -> name.startsWith("io.netty.channel"));
        assertOnlyIn(Set.of("backend.s3"), name -> name.startsWith("software.amazon.awssdk"));
        assertOnlyIn(Set.of("ledger.postgres"), name -> name.startsWith("io.r2dbc"));
        assertOnlyIn(Set.of("backend.local", "server"), name -> name.startsWith("java.nio.channels.File"));
        assertOnlyIn(Set.of("server.cli", "server"), name -> name.startsWith("picocli"));
    }

    private static void assertOnlyIn(Set<String> rooms, Predicate<String> foreign) {
        List<String> elsewhere = dependencies()
                .filter(use -> foreign.test(use.getTargetClass().getName()))
                .filter(use -> !rooms.contains(roomOf(use.getOriginClass())))
                .map(Dependency::getDescription)
                .distinct()
                .toList();

        assertThat(elsewhere).as("foreign types outside " + rooms).isEmpty();
    }

    private static Stream<Dependency> dependencies() {
        return CLASSES.stream().flatMap(type -> type.getDirectDependenciesFromSelf().stream());
    }

    private static String roomOf(JavaClass type) {
        String name = type.getPackageName() + ".";
        return name.startsWith(BASE) ? name.substring(BASE.length(), Math.max(BASE.length(), name.length() - 1)) : name;
    }
}
