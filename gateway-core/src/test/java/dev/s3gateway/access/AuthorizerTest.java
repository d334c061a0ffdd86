package dev.s3gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.MemoryLedger;
import dev.s3gateway.ledger.Origin;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.object.ObjectRef;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuthorizerTest {

    private static final BucketName HERS = new BucketName("alices-bucket");
    private static final ObjectRef CAT = ObjectRef.of("alices-bucket", "cat.jpg");
    private static final Caller ALICE = new Caller("alice", Optional.of("A"), false);
    private static final Caller BOB = new Caller("bob", Optional.of("B"), false);
    private static final Caller ROOT = new Caller("root", Optional.empty(), true);

    private final MemoryLedger ledger = MemoryLedger.ready();
    private final Authorizer authorizer = new Authorizer(ledger);

    @BeforeEach
    void aliceHasABucket() {
        ledger.buckets().create(HERS, "alice", "us-east-1", List.of(), Origin.internal("test")).block();
    }

    @Test
    void everybodyHasTheirOwnBuckets() {
        assertThat(mayEverything(ALICE)).isTrue();
        assertThat(mayEverything(ROOT)).isTrue();
        assertThat(may(BOB, Permission.read(CAT))).isFalse();
        assertThat(may(BOB, Permission.write(CAT))).isFalse();
        assertThat(may(BOB, Permission.delete(CAT))).isFalse();
        assertThat(may(BOB, Permission.read(HERS))).isFalse();
        assertThat(may(BOB, Permission.delete(HERS))).isFalse();
    }

    @Test
    void aBucketThatIsNotThereIsTheOperationsToRefuse() {
        assertThat(may(BOB, Permission.read(ObjectRef.of("nowhere", "cat.jpg")))).isTrue();
    }

    @Test
    void oneForeignBucketAmongOwnOnesIsEnough() {
        ledger.buckets()
                .create(new BucketName("bobs-bucket"), "bob", "us-east-1", List.of(), Origin.internal("test"))
                .block();

        assertThat(may(BOB, Permission.write(ObjectRef.of("bobs-bucket", "a")), Permission.read(CAT))).isFalse();
    }

    @Test
    void a01TheAnonymousMayNothing() {
        assertThat(may(Caller.ANONYMOUS, Permission.listBuckets())).isFalse();
        assertThat(may(Caller.ANONYMOUS, Permission.createBucket(HERS))).isFalse();
        assertThat(may(Caller.ANONYMOUS, Permission.read(CAT))).isFalse();
        assertThat(may(Caller.ANONYMOUS)).isFalse();
    }

    private boolean mayEverything(Caller caller) {
        return may(caller, Permission.listBuckets(), Permission.createBucket(HERS), Permission.read(HERS),
                Permission.write(HERS), Permission.delete(HERS), Permission.read(CAT), Permission.write(CAT),
                Permission.delete(CAT));
    }

    private boolean may(Caller caller, Permission... permissions) {
        try {
            authorizer.require(caller, List.of(permissions)).block();
            return true;
        } catch (Failure.Denied _) {
            return false;
        }
    }
}
