package calibrate;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import reprise.transport.Sockets;

/**
 * The load generator and wrk in turn on one server, with the same requests and the same shape. The order of the rounds is wrk,
 * ours, ours, wrk, … so that a drift of the machine affects both. Ours warms up before each of its rounds, longest before the
 * first, and continues into it; wrk needs no warm-up.
 */
public final class WrkComparison {
    private static final Duration FIRST_WARM_UP = Duration.ofSeconds(5);
    private static final Duration WARM_UP = Duration.ofSeconds(1);

    private WrkComparison() {}

    /** All rounds in the order of running. */
    public record Result(List<LoadSide> wrk, List<LoadSide> ours) {
        public static double median(List<LoadSide> sides, ToDoubleFunction<LoadSide> figure) {
            var values = sides.stream().mapToDouble(figure).sorted().toArray();
            int half = values.length / 2;
            return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
        }

        /** The largest divided by the smallest: the difference between runs of the same side. */
        public static double spread(List<LoadSide> sides, ToDoubleFunction<LoadSide> figure) {
            var summary = sides.stream().mapToDouble(figure).summaryStatistics();
            return summary.getMax() / summary.getMin();
        }
    }

    /** @param rounds per side */
    public static Result of(LoadShape shape, int rounds) throws IOException {
        var loops = Sockets.loops("load", shape.threads());
        try {
            var wrk = new ArrayList<LoadSide>();
            var ours = new ArrayList<LoadSide>();
            for (int round = 0; round < rounds; round++) {
                for (boolean our : round % 2 == 0 ? List.of(false, true) : List.of(true, false)) {
                    if (our) ours.add(LoadSide.ours(shape, loops, ours.isEmpty() ? FIRST_WARM_UP : WARM_UP));
                    else wrk.add(LoadSide.wrk(shape));
                }
            }
            return new Result(wrk, ours);
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2000);
        }
    }
}
