package reprise.experiment;

import java.time.Duration;
import reprise.simulator.TimedLoad;

/**
 * Its phase lasts until the load is stopped by what the test waits for, and a number of counts after it, which take a millisecond each at
 * least: however late a busy host lets it happen, it happens in the phase.
 */
class StoppedLoad extends CountingLoad implements TimedLoad {
    private final Duration length;
    private volatile long last = Long.MAX_VALUE;

    /** @param length that is planned: moments must be before it */
    StoppedLoad(Duration length) {
        super(1_000_000);
        this.length = length;
    }

    void stopAfter(int moreCounts) {
        last = sent.get() + moreCounts;
    }

    @Override
    void counted(long sum) {
        if (sum >= last) stop();
    }

    @Override
    public Duration length() {
        return length;
    }

    @Override
    public Duration longest() {
        return Duration.ofSeconds(60);
    }
}
