package dev.s3gateway.upkeep;

import static dev.s3gateway.replication.House.BUCKET;
import static dev.s3gateway.replication.House.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.Chunks;
import dev.s3gateway.backend.DigestKind;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.Script;
import dev.s3gateway.backend.ScriptedStore.Call;
import dev.s3gateway.backend.ScriptedStore;
import dev.s3gateway.backend.Scripts;
import dev.s3gateway.backend.Seed;
import dev.s3gateway.backend.ZoneDigest;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.job.Job;
import dev.s3gateway.ledger.Copy;
import dev.s3gateway.ledger.KeyPage;
import dev.s3gateway.ledger.LedgerUnavailable;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.placement.Ack;
import dev.s3gateway.placement.BucketDefaults;
import dev.s3gateway.replication.House;
import dev.s3gateway.replication.write.Put;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** One seeded story: a client, zones and a ledger that fail, gateways that die, and what must hold all along. */
final class Simulation {

    private static final List<String> KEYS = List.of("a", "a/b", "b", "é", "\uD83D\uDE00", "\uFFFD", "z!1");
    private static final Duration HORIZON = Duration.ofHours(24);
    private static final List<String> LEDGER_CALLS = List.of("begin", "commit", "remove", "abandon", "arrived", "live",
            "current", "claim", "done", "mayPurge", "suspect");

    private final Random random;
    /** What a zone may say that its copies can be proven by; where one lies, no copy is ever believed. */
    private static final List<DigestKind> HONEST = Stream.of(DigestKind.values())
            .filter(kind -> kind != DigestKind.FALSE_MD5)
            .toList();

    private final Model model = new Model();
    private final Chunks chunks = new Chunks();
    private final List<String> story = new ArrayList<>();
    private House house;
    private Upkeep upkeep;

    Simulation(Seed seed) {
        this.random = seed.random();
        Map<String, MemoryStore> stores = new LinkedHashMap<>();
        for (String zone : List.of("oslo", "bergen", "tromso")) {
            MemoryStore store = random.nextBoolean() ? MemoryStore.natural(zone) : MemoryStore.sealed(zone);
            stores.put(zone, store.answering(one(HONEST)));
        }
        house = House.over(stores).with(defaults());
        upkeep = Upkeep.of(house);
        house.createBucket(BUCKET);
    }

    private BucketDefaults defaults() {
        Ack ack = one(List.of(Ack.values()));
        return BucketDefaults.STANDARD.withAck(ack).withMinReplicas(1 + random.nextInt(2));
    }

    void run(int steps) {
        try {
            for (int step = 0; step < steps; step++) {
                act();
                house.rest();
                liveVersionsHaveTheirCopies();
            }
            everythingConverges();
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError("after " + String.join(", ", story), failure);
        }
    }

    private void act() {
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3 -> put(Conditions.NONE);
            case 4 -> put(new Conditions(List.of(), List.of(Conditions.ANY), Optional.empty(), Optional.empty()));
            case 5, 6 -> remove();
            case 7, 8, 9 -> get();
            case 10 -> list();
            case 11 -> upkeepStep();
            case 12 -> changeTheWeather();
            case 13 -> ledgerStumbles();
            case 14 -> die();
            default -> timePasses();
        }
    }

    private void put(Conditions conditions) {
        String key = key();
        int value = model.fresh();
        tell("put " + key + "=" + value + (conditions.isNone() ? "" : " if new"));
        settlePut(key, value, conditions, house.writer().write(putOf(key, value, conditions, chunks)).hasElement());
    }

    private void settlePut(String key, int value, Conditions conditions, Mono<Boolean> write) {
        try {
            if (await(write)) {
                if (!conditions.isNone()) {
                    model.wasSeenAbsent(key);
                }
                model.is(key, value);
            } else {
                model.mayBe(key, value);
            }
        } catch (Failure.PreconditionFailed _) {
            model.wasSeenPresent(key);
        } catch (Failure.EveryZoneFailed | Failure.TooFewCopies _) {
            tell("failed");
        } catch (Failure.Overloaded _) {
            tell("undecided");
            model.mayBe(key, value);
        }
    }

    private Put putOf(String key, int value, Conditions conditions, Chunks source) {
        return House.put(key, source.body(Model.bytes(value), random), conditions);
    }

    private void remove() {
        String key = key();
        tell("remove " + key);
        try {
            house.remove(key);
            model.is(key, Model.ABSENT);
        } catch (Failure.Overloaded _) {
            model.mayBe(key, Model.ABSENT);
        }
    }

    private void get() {
        String key = key();
        tell("get " + key);
        try {
            model.wasRead(key, house.read(key));
        } catch (Failure.NoSuchKey _) {
            model.wasSeenAbsent(key);
        } catch (Failure.Overloaded _) {
            tell("not now");
        }
    }

    private void list() {
        tell("list");
        try {
            model.wasListed(listed(1 + random.nextInt(4)));
        } catch (Failure.Overloaded _) {
            tell("not now");
        }
    }

    private List<String> listed(int limit) {
        List<String> keys = new ArrayList<>();
        String after = "";
        boolean more = true;
        while (more) {
            KeyPage page = await(house.lister().list(new BucketName(BUCKET), "", "", after, limit)).page();
            page.items().forEach(item -> keys.add(item.name()));
            after = page.items().isEmpty() ? after : page.items().getLast().name();
            more = page.truncated();
        }
        return keys;
    }

    private void upkeepStep() {
        Job job = one(upkeep.jobs());
        tell(job.name());
        await(job.step().hasElement().onErrorReturn(LedgerUnavailable.class, false));
    }

    private void timePasses() {
        upkeep.pass(Duration.ofSeconds(1 + random.nextInt(4)));
    }

    private void changeTheWeather() {
        String name = one(List.copyOf(house.zones.keySet()));
        ScriptedStore zone = house.zone(name).obeys().up();
        int percent = one(List.of(0, 10, 50, 100));
        tell(name + " fails " + percent + "%");
        Seed seed = new Seed(random.nextLong());
        Script breaks = Scripts.accepts(1, Scripts.chunks()).thenFails(Scripts.reset());
        zone.on(Call.PUT, Scripts.sometimes(percent, seed, Scripts.refuses(Scripts.throttled()),
                Scripts.dropsTheAnswer(), Scripts.arrivesTwice(), Scripts.claimsAWrongSize(), breaks));
        zone.on(Call.GET, Scripts.sometimes(percent, seed, Scripts.refuses(Scripts.reset()), breaks));
        zone.on(Call.DELETE, Scripts.sometimes(percent, seed, Scripts.refuses(Scripts.reset()),
                Scripts.dropsTheAnswer()));
        zone.on(Call.STAMPED_AT, Scripts.sometimes(percent, seed, Scripts.refuses(Scripts.reset())));
        if (random.nextInt(5) == 0) {
            tell(name + " is down");
            zone.down();
        }
    }

    private void ledgerStumbles() {
        String call = one(LEDGER_CALLS);
        boolean after = random.nextBoolean();
        tell("the ledger fails " + (after ? "after " : "before ") + call);
        if (after) {
            house.ledger.faults().failAfter(call);
        } else {
            house.ledger.faults().failBefore(call);
        }
    }

    /** The gateway dies at some crash point of a put or of upkeep; another one takes over when its lease has lapsed. */
    private void die() {
        Dying dying = new Dying(random.nextInt(14));
        if (random.nextBoolean()) {
            String key = key();
            int value = model.fresh();
            tell("dies at a put " + key + "=" + value);
            house.crashingAt(dying);
            // What the dead hold, nobody releases: their chunks are not counted.
            settlePut(key, value, Conditions.NONE, Mono.firstWithSignal(dying.death().thenReturn(false),
                    house.writer().write(putOf(key, value, Conditions.NONE, new Chunks())).hasElement()));
        } else {
            tell("dies at upkeep");
            Upkeep doomed = Upkeep.of(house, dying);
            doomed.jobs()
                    .forEach(job -> await(Mono.firstWithSignal(dying.death().thenReturn(false),
                            job.step().hasElement().onErrorReturn(LedgerUnavailable.class, false))));
        }
        takeOver();
    }

    private void takeOver() {
        house.clock.advance(Duration.ofSeconds(61));
        house = house.another();
        upkeep = Upkeep.of(house);
    }

    /** I1, I2, I11, I12: what the ledger calls complete is there, byte for byte, at every moment. */
    private void liveVersionsHaveTheirCopies() {
        for (Version version : house.ledger.liveVersions()) {
            List<Copy> sound = version.copies()
                    .stream()
                    .filter(copy -> copy.state() == Copy.State.COMPLETE || copy.state() == Copy.State.SUSPECT)
                    .toList();
            assertThat(sound).as("copies of %s", version.object()).isNotEmpty();
            sound.forEach(copy -> assertThat(digestAt(copy.locator())).as("I12 at %s", copy.locator())
                    .isEqualTo(new ZoneDigest.Md5(version.content().etag())));
        }
    }

    private ZoneDigest digestAt(Locator locator) {
        return house.store(locator.zone().value())
                .copies(locator.bucket())
                .stream()
                .filter(copy -> copy.locator().equals(locator))
                .findFirst()
                .map(copy -> DigestKind.MD5.of(copy.bytes()))
                .orElse(new ZoneDigest.None());
    }

    /** I7, I8, I9, I10: when all faults are over, everything is everywhere, and nothing else is anywhere. */
    private void everythingConverges() {
        tell("converge");
        house.zones.values().forEach(zone -> zone.obeys().up());
        house.ledger.faults().clear();
        takeOver();
        upkeep.converge();
        for (Version version : house.ledger.liveVersions()) {
            assertThat(version.completeCopies()).as("I8: %s", version).hasSize(3);
        }
        upkeep.pass(HORIZON);
        upkeep.converge();
        liveVersionsHaveTheirCopies();
        assertThat(upkeep.waiting()).as("tasks left").isZero();
        assertThat(house.ledger.openIntents()).isZero();
        assertThat(stored()).as("I9: what lies in the zones").isEqualTo(known());
        for (String key : KEYS) {
            get(key);
        }
        list();
        chunks.assertAllReleased();
    }

    private void get(String key) {
        try {
            model.wasRead(key, house.read(key));
        } catch (Failure.NoSuchKey _) {
            model.wasSeenAbsent(key);
        }
    }

    private Set<String> known() {
        Set<String> places = new TreeSet<>();
        house.ledger.liveVersions().forEach(v -> v.completeCopies().forEach(c -> places.add(c.locator().toString())));
        return places;
    }

    /** A request that arrived twice leaves a twin of a live copy; it goes when that copy goes. */
    private Set<String> stored() {
        Set<String> live = known();
        Set<String> liveStamps = new TreeSet<>();
        house.ledger.liveVersions()
                .forEach(v -> v.completeCopies().forEach(c -> liveStamps.add(stampOf(c.locator()))));
        Set<String> places = new TreeSet<>();
        house.stores.values()
                .forEach(store -> store.copies(BUCKET)
                        .stream()
                        .map(MemoryStore.Copy::locator)
                        .filter(place -> live.contains(place.toString()) || !liveStamps.contains(stampOf(place)))
                        .forEach(place -> places.add(place.toString())));
        return places;
    }

    private static String stampOf(Locator place) {
        return place.zone() + " " + place.stamp().text();
    }

    private String key() {
        return one(KEYS);
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private void tell(String what) {
        story.add(what);
    }
}
