package reprise.peer.k6;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_EMPTY;
import static com.fasterxml.jackson.annotation.Nulls.AS_EMPTY;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import java.util.List;
import java.util.OptionalInt;
import reprise.recorder.Limits;
import reprise.recorder.Samples;

/**
 * The figures of k6's end-of-test summary: k6's own (published), or ours computed by k6's rules. Times are ms, data are bytes, as in k6.
 *
 * @param checks in the order in which they were first made
 * @param metrics in any order; a metric without samples is absent
 * @param status the line below the metrics
 * @param bars one per scenario, in the script's order
 */
public record K6Figures(List<Check> checks, List<Metric> metrics, Status status, List<Bar> bars) {
    public K6Figures {
        checks = List.copyOf(checks);
        metrics = List.copyOf(metrics);
        bars = List.copyOf(bars);
    }

    /** The kind of quantity, which decides the unit. */
    public enum Contains { DEFAULT, TIME, DATA }

    /** Whether a metric's thresholds were met. */
    public enum Thresholds { NONE, MET, CROSSED }

    @Limits
    public record Check(String name, long passes, long fails) {}

    /** The name is k6's, including the tags of a sub-metric: {@code ws_connecting} or <code>ws_connecting{server:python}</code>. */
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
        /** From at least one time in ns, in ascending order. */
        public static Trend ofNs(long[] sorted) {
            return new Trend(Samples.mean(sorted) / 1e6, sorted[0] / 1e6, Samples.percentile(sorted, 0.5) / 1e6,
                sorted[sorted.length - 1] / 1e6, Samples.percentile(sorted, 0.9) / 1e6, Samples.percentile(sorted, 0.95) / 1e6);
        }
    }

    /** {@code planSec} is the longest possible duration, including graces; it decides the width of the time. */
    @Limits
    public record Status(double elapsedSec, double planSec, int users, int maxUsers, long complete, long interrupted) {}

    /**
     * A scenario's line.
     *
     * @param name empty where the file has it elsewhere
     * @param passed false before its end, and if it was aborted
     * @param done 0 to 1
     * @param users active when it ended (or now); empty if the executor has a fixed number
     * @param spentSec less than {@code planSec} while it runs, or if all iterations finished early
     * @param iterations k6's third column, such as "200/200 shared iters", or empty
     */
    @Limits
    public record Bar(@JsonInclude(NON_EMPTY) @JsonSetter(nulls = AS_EMPTY) String name, boolean passed,
        @Limits(most = 1) double done, OptionalInt users, int maxUsers, double spentSec, double planSec,
        @JsonProperty("shown") @JsonInclude(NON_EMPTY) @JsonSetter(nulls = AS_EMPTY) String iterations) {
        public Bar {
            if (!(done >= 0 && done <= 1))
                throw new IllegalArgumentException("scenario " + name + ": done is " + done + "; it must be from 0 to 1");
        }
    }
}
