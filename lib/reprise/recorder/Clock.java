package reprise.recorder;

/**
 * The only source of time. Durations and schedules use {@link #nanos()}; wall time only labels runs and relates hosts. Thread-safe. Tests
 * use a virtual clock.
 */
public interface Clock {
    /** Nanoseconds since an arbitrary moment; monotonic. */
    long nanos();

    /** Nanoseconds since 1970 UTC of a moment of {@link #nanos()}. Anchored once, so later steps of the wall clock have no effect. */
    long wallNs(long nanos);

    static Clock system() {
        var wall = java.time.Instant.now();
        long wallMinusNanosNs = wall.getEpochSecond() * 1_000_000_000L + wall.getNano() - System.nanoTime();
        return new Clock() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public long wallNs(long nanos) {
                return nanos + wallMinusNanosNs;
            }
        };
    }
}
