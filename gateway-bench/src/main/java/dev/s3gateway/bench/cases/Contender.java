package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.load.Load;
import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.load.Tally;
import dev.s3gateway.bench.side.Side;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * One side under load, as often and as long as asked, and the figure that is read off it.
 *
 * @param side what is under load: several contenders may be different requests to one
 * @param compiling CPU seconds that its virtual machine has spent on compiling so far; 0 where there is none
 */
record Contender(String name, Object side, Turn turn, DoubleSupplier compiling) {

    interface Turn {
        double taken(Duration time);
    }

    Contender(String name, Turn turn) {
        this(name, name, turn, () -> 0);
    }

    /** The CPU of the side's process is what counts. */
    static Contender of(String name, Side side, int connections, Request request, Gauge gauge) {
        return of(name, side, connections, request, gauge, side::cpu);
    }

    static Contender of(String name, Side side, int connections, Request request, Gauge gauge, DoubleSupplier cpu) {
        return new Contender(name, side.pid(), time -> {
            double before = cpu.getAsDouble();
            Tally tally = Load.during(time, connections, side.port(), request);
            return gauge.of(tally, cpu.getAsDouble() - before);
        }, side::compiling);
    }
}
