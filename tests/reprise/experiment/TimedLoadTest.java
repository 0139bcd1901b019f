package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reprise.recorder.Phase;
import reprise.recorder.RunDetails;
import reprise.simulator.TimedLoad;
import reprise.sut.Watch;

/** Loads with a length of their own, systems that may end meanwhile, and what systems tell each second. */
final class TimedLoadTest extends StagedExperiment {
    private static final Duration LONG = Duration.ofSeconds(60);

    private Phase phase() {
        return phase("one");
    }

    /** Ends by itself at this count, about a millisecond each; its plan is 30 s, and a minute at most. */
    private static class Timed extends CountingLoad implements TimedLoad {
        private final long last;

        Timed(long last) {
            super(1);
            this.last = last;
        }

        @Override
        void counted(long sum) {
            if (sum == last) stop();
        }

        @Override
        public Duration length() {
            return Duration.ofSeconds(30);
        }

        @Override
        public Duration longest() {
            return LONG;
        }
    }

    /** A load that ends by itself before its longest time is no failure. */
    @Test
    void measure_timedLoad_lastsUntilItHasEnded() {
        var load = new Timed(50);
        x.measure("one", load);
        assertEquals(50, phase().count(CountingLoad.SENT));
        assertTrue(load.isClosed && phase().lengthSec() < 30, phase().toString());
        assertEquals(30, phase().plannedSec());
        assertFalse(run().interrupted());
    }

    /** Counts how often it was read. */
    private static final class Counting implements Watch {
        final AtomicInteger begun = new AtomicInteger();
        final AtomicInteger read = new AtomicInteger();

        @Override
        public void begin() {
            begun.incrementAndGet();
            read.set(0);
        }

        @Override
        public Map<String, Double> second(int index) {
            return Map.of("told server", 100.0 * index + read.incrementAndGet());
        }
    }

    /** A phase of two seconds and a little has three rows at least; each watch is read once a row, from the phase's own start. */
    @Test
    void watch_isReadEachSecondOfEachPhase_intoItsRows() {
        var watch = new Counting();
        x.watch(watch);
        x.measure("one", new CountingLoad(1), Duration.ofMillis(2050));
        x.measure("two", new CountingLoad(1), Duration.ofMillis(150));
        assertEquals(2, watch.begun.get());
        for (long phase = 1; phase <= 2; phase++) {
            double its = phase;
            var told = run().seconds().stream().filter(row -> row.get("phase") == its).map(row -> row.get("told server")).toList();
            assertTrue(told.size() >= (phase == 1 ? 3 : 1), told.toString());
            assertEquals(IntStream.range(0, told.size()).mapToObj(i -> 101.0 * i + 1).toList(), told);
        }
    }

    /** A run of one phase that needs no id has the script's own part in place of phases, made when the method has ended. */
    @Test
    void details_ofTheOnlyPhase_areMadeAfterIt() {
        record Part(int rows) implements RunDetails {}
        x.details(() -> new Part(x.seconds().size()));
        x.measure(new Timed(50));
        assertEquals(new Part(run().seconds().size()), run().details());
    }
}
