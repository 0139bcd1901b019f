package reprise.peer.k6;

import java.util.List;
import java.util.OptionalInt;
import reprise.recorder.Samples;

/**
 * The figures of k6's end-of-test summary, whether k6's own (published) or worked out by k6's rules from ours. Times are ms,
 * data are bytes, as k6 keeps them.
 *
 * @param checks in the order in which they were first made
 * @param metrics in any order; one without a sample is not there
 * @param status the line below the metrics
 * @param bars one a scenario, in the order of the script
 */
public record K6Figures(List<Check> checks, List<Metric> metrics, Status status, List<Bar> bars) {
    public K6Figures {
        checks = List.copyOf(checks);
        metrics = List.copyOf(metrics);
        bars = List.copyOf(bars);
    }

    /** What a figure is of, which decides its unit. */
    public enum Contains { DEFAULT, TIME, DATA }

    /** Whether a metric's thresholds were met. */
    public enum Thresholds { NONE, MET, CROSSED }

    public record Check(String name, long passes, long fails) {}

    /** The name is k6's, with the tags of a part: {@code ws_connecting} or <code>ws_connecting{server:python}</code>. */
    public record Metric(String name, Value value, Thresholds thresholds) {
        public Metric(String name, Value value) {
            this(name, value, Thresholds.NONE);
        }
    }

    public sealed interface Value {}

    public record Counter(Contains contains, double total, double perSec) implements Value {}

    public record Gauge(double last, double min, double max) implements Value {}

    public record Rate(long passes, long fails) implements Value {
        public double share() {
            return passes + fails == 0 ? 0 : (double) passes / (passes + fails);
        }
    }

    public record Trend(double avg, double min, double med, double max, double p90, double p95) implements Value {
        /** Of ns in ascending order, at least one. */
        public static Trend ofNs(long[] sorted) {
            return new Trend(Samples.mean(sorted) / 1e6, sorted[0] / 1e6, Samples.percentile(sorted, 0.5) / 1e6,
                sorted[sorted.length - 1] / 1e6, Samples.percentile(sorted, 0.9) / 1e6, Samples.percentile(sorted, 0.95) / 1e6);
        }
    }

    /** {@code planSec}: the longest that the whole may take, graces included; it decides how wide the time is written. */
    public record Status(double elapsedSec, double planSec, int users, int maxUsers, long complete, long interrupted) {}

    /**
     * A scenario's line.
     *
     * @param passed false before its end, and where it was broken off
     * @param done 0 to 1
     * @param users those that were active when it ended (or are now); empty where the executor has a fixed number
     * @param spentSec less than {@code planSec} while it runs, and where all iterations were done before
     * @param iterations what k6 prints in a third column, "200/200 shared iters", or empty
     */
    public record Bar(String name, boolean passed, double done, OptionalInt users, int maxUsers, double spentSec, double planSec,
        String iterations) {
        public Bar {
            if (!(done >= 0 && done <= 1))
                throw new IllegalArgumentException("scenario " + name + ": done is " + done + "; it must be from 0 to 1");
        }
    }
}
