package reprise.simulator.users;

import java.util.List;

/**
 * The start times of an arrival-rate scenario's iterations, which do not depend on earlier iterations. Pure; owned by one thread. Times
 * are ns from the scenario's start. As in k6, at a constant rate the first is at 0 and the n-th at (n − 1) × unit ÷ rate; with stages,
 * the n-th starts when the area under the rate's line reaches n:
 * <pre>
 *   in a stage of length D from rate a to b, with d iterations' area before it and k = n − d:
 *   a x + (b − a) x² / 2D = k   →   x = 2k / (a + √(a² + 2k (b − a) / D)),   while k ≤ D (a + b) / 2
 * </pre>
 */
public final class ArrivalSchedule {
    private static final double ROUNDING = 1e-9; // iterations; areas are sums of doubles
    private final long unitNs;
    private final List<Stage> stages; // empty for a constant rate
    private final int rate;
    private final long durationNs;
    private long taken;
    private long atNs;
    private int stage;
    private long stageNs;
    private double before; // area of the stages before this one
    private double from; // rates per ns

    private ArrivalSchedule(int rate, long unitNs, List<Stage> stages, long durationNs) {
        this.rate = rate;
        this.unitNs = unitNs;
        this.stages = stages;
        this.durationNs = durationNs;
        from = rate / (double) unitNs;
        atNs = find();
    }

    static ArrivalSchedule constant(int rate, long unitNs, long durationNs) {
        return new ArrivalSchedule(rate, unitNs, List.of(), durationNs);
    }

    static ArrivalSchedule ramping(int startRate, long unitNs, List<Stage> stages) {
        return new ArrivalSchedule(startRate, unitNs, stages, stages.stream().mapToLong(Stage::durationNs).sum());
    }

    /** When the next iteration starts; {@link Long#MAX_VALUE} if none is left. */
    public long atNs() {
        return atNs;
    }

    // HOT: once per iteration; allocates nothing.
    public void next() {
        taken++;
        atNs = find();
    }

    /** The duration without the grace at the end. */
    public long durationNs() {
        return durationNs;
    }

    private long find() {
        return stages.isEmpty() ? constant() : ramping();
    }

    private long constant() {
        long due = unitNs / rate * taken + unitNs % rate * taken / rate;
        return due < durationNs ? due : Long.MAX_VALUE;
    }

    private long ramping() {
        for (; stage < stages.size(); stage++) {
            double length = stages.get(stage).durationNs();
            double to = stages.get(stage).target() / (double) unitNs;
            double area = length * (from + to) / 2;
            double k = taken + 1 - before;
            if (length > 0 && k <= area + ROUNDING) {
                double root = Math.sqrt(Math.max(0, from * from + 2 * k * (to - from) / length));
                return stageNs + Math.round(Math.min(length, 2 * k / (from + root)));
            }
            before += area;
            stageNs += stages.get(stage).durationNs();
            from = to;
        }
        return Long.MAX_VALUE;
    }
}
