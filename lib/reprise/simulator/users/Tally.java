package reprise.simulator.users;

import reprise.recorder.LoopRecorder;
import reprise.recorder.Samples;

/** k6's metrics of one scenario and one server (or none yet), counted by one event loop, to which it is confined. */
final class Tally {
    /**
     * Counters. Sessions = complete + interrupted + failed, when all have ended; messages received = answers + foreign + unfollowed +
     * unstamped + binary + those that {@link Deliveries} counts: made, late, early and duplicates.
     */
    enum Count {
        CHECKS_PASSED, CHECKS_FAILED, DATA_SENT, DATA_RECEIVED, ITERATIONS, INTERRUPTED, SCRIPT_ERRORS, DROPPED,
        SESSIONS, SESSIONS_COMPLETE, SESSIONS_INTERRUPTED, SESSIONS_FAILED, MESSAGES_SENT, MESSAGES_RECEIVED,
        ANSWERS, FOREIGN, UNFOLLOWED, UNSTAMPED, BINARY
    }

    /** Individually kept values, in ns. */
    enum Value { ITERATION_DURATION, CONNECTING, SESSION_DURATION }

    private static final Count[] COUNTS = Count.values();
    private static final Value[] VALUES = Value.values();
    final int scenario;
    final int server; // -1 until one is picked
    private final long[] counts = new long[COUNTS.length];
    private final Samples[] values = new Samples[VALUES.length];

    /** @param loop the only one that counts here */
    Tally(int scenario, int server, LoopRecorder loop) {
        this.scenario = scenario;
        this.server = server;
        for (int i = 0; i < values.length; i++) values[i] = loop.samples();
    }

    void add(Count count, long n) {
        counts[count.ordinal()] += n;
    }

    void add(Value value, long ns) {
        values[value.ordinal()].add(ns);
    }

    long get(Count count) {
        return counts[count.ordinal()];
    }

    Samples get(Value value) {
        return values[value.ordinal()];
    }
}
