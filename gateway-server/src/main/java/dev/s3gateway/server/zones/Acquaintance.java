package dev.s3gateway.server.zones;

import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.LedgerUnavailable;
import dev.s3gateway.replication.marker.Recognition;
import dev.s3gateway.replication.marker.Recognition.Doubtful;
import dev.s3gateway.replication.marker.Recognition.Foreign;
import dev.s3gateway.replication.marker.Recognition.Known;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Which lines lead to the places that the ledger knows by their zones' names. Along the others nothing is written until
 * they were recognized: a zone that was silent may turn out to be another one when it answers.
 */
final class Acquaintance {

    private static final Logger LOG = LoggerFactory.getLogger(Acquaintance.class);

    private final Recognizing recognizing;
    private final Map<ZoneCode, String> told = new ConcurrentHashMap<>();
    private volatile Set<ZoneLine> known = Set.of();

    Acquaintance(Recognizing recognizing) {
        this.recognizing = recognizing;
    }

    boolean knows(ZoneLine line) {
        return known.contains(line);
    }

    /** Of every enabled zone of a set what it turned out to be. */
    Mono<Map<ZoneCode, Recognition>> lookAt(ZoneSet zones) {
        return lookAt(zones.topology().enabled());
    }

    private Mono<Map<ZoneCode, Recognition>> lookAt(List<Zone> zones) {
        return recognizing.of(zones)
                .map(found -> zones.stream()
                        .map(Zone::code)
                        .collect(Collectors.toMap(Function.identity(), zone -> found.getOrDefault(zone, new Known()))));
    }

    /** As {@link #lookAt}, but for the ledger's silence nobody is refused. */
    Mono<Map<ZoneCode, Recognition>> lookAtAsPossible(ZoneSet zones) {
        return lookAt(zones).onErrorResume(LedgerUnavailable.class, _ -> Mono.just(zones.topology()
                .enabled()
                .stream()
                .collect(Collectors.toMap(Zone::code, Acquaintance::withoutLedger))));
    }

    private static Recognition withoutLedger(Zone zone) {
        return new Doubtful("the zone " + zone.code() + " cannot be recognized while the ledger does not answer", true);
    }

    /** Why these zones must not be used at all. */
    static List<String> refusals(Map<ZoneCode, Recognition> found) {
        return found.values()
                .stream()
                .filter(Foreign.class::isInstance)
                .map(foreign -> ((Foreign) foreign).sentence())
                .sorted()
                .toList();
    }

    /** Why a change to them should be thought over: beside what must not be, lines to where nothing is as it should be. */
    List<String> objections(ZoneSet zones, Map<ZoneCode, Recognition> found) {
        return found.entrySet()
                .stream()
                .filter(entry -> zones.line(entry.getKey()).filter(this::knows).isEmpty())
                .flatMap(entry -> entry.getValue() instanceof Doubtful(var sentence, var silent) && !silent
                        ? Stream.of(sentence)
                        : Stream.<String>empty())
                .sorted()
                .toList();
    }

    /** From now on these are known; one that was not recognized now stays known by the line that was. */
    synchronized void keep(ZoneSet zones, Map<ZoneCode, Recognition> found) {
        known = zones.enabled()
                .stream()
                .filter(line -> switch (found.getOrDefault(line.way().zone(), new Known())) {
                    case Known() -> true;
                    case Doubtful(var _, var _) -> knows(line);
                    case Foreign(var _) -> false;
                })
                .collect(Collectors.toUnmodifiableSet());
        found.forEach((zone, what) -> tell(zone, what, zones.line(zone).filter(this::knows).isPresent()));
    }

    /** Looks again at those that are not known and seem to be well. True: something is left to be found out. */
    Mono<Boolean> lookAgain(ZoneSet zones) {
        List<Zone> strangers = zones.topology()
                .enabled()
                .stream()
                .filter(zone -> zones.line(zone.code()).filter(line -> !knows(line) && !line.isOpen()).isPresent())
                .toList();
        return strangers.isEmpty()
                ? Mono.just(false)
                : lookAt(strangers).doOnNext(found -> add(zones, found)).thenReturn(true);
    }

    /** Only added: the zones may have been changed while we looked. */
    private synchronized void add(ZoneSet zones, Map<ZoneCode, Recognition> found) {
        Set<ZoneLine> more = new HashSet<>(known);
        found.forEach((zone, what) -> {
            if (what instanceof Known) {
                zones.line(zone).ifPresent(more::add);
            }
        });
        known = Set.copyOf(more);
        found.forEach((zone, what) -> tell(zone, what, false));
    }

    /** Each thing once, and the end of it. */
    private void tell(ZoneCode zone, Recognition what, boolean used) {
        String before = told.getOrDefault(zone, "");
        switch (what) {
            case Known() -> {
                if (told.remove(zone) != null) {
                    LOG.info("the zone {} is what it is called, and is used", zone);
                }
            }
            case Foreign(var sentence) -> {
                if (!sentence.equals(told.put(zone, sentence))) {
                    LOG.error("{}", sentence);
                }
            }
            case Doubtful(var sentence, var _) -> {
                if (!used && before.isEmpty()) {
                    told.put(zone, sentence);
                    LOG.warn("{}; nothing is written there until then", sentence);
                }
            }
        }
    }
}
