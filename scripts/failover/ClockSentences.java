package failover;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import reprise.recorder.Digits;

/** States in words what an estimated clock difference means for a run's latencies. Figures in ms. */
final class ClockSentences {
    private ClockSentences() {}

    static List<String> of(Clocks.Apart clocks, double meanMs, double maxMs) {
        var sentences = new ArrayList<String>();
        boolean ahead = clocks.offsetMs() >= 0;
        var told = "The server's clock was " + Clocks.ms(Math.abs(clocks.offsetMs())) + (ahead ? " ahead of" : " behind")
            + " the client's, give or take "
            + Clocks.ms(clocks.uncertaintyMs()) + " (the quickest of " + calls(clocks.samples()) + ")";
        if (Double.isNaN(meanMs)) {
            sentences.add(told);
        } else {
            double off = clocks.offsetMs();
            var spread = " (" + Digits.of(meanMs - off - clocks.uncertaintyMs(), 2) + " to "
                + Digits.of(meanMs - off + clocks.uncertaintyMs(), 2) + ")";
            sentences.add(told + (ahead
                ? ": of the mean latency of " + Clocks.ms(meanMs) + " so much is the clocks'; without it " + Clocks.ms(meanMs - off)
                : ": the mean latency of " + Clocks.ms(meanMs) + " is too small by so much; with it " + Clocks.ms(meanMs - off)) + spread);
            sentences.add("Of the largest latency too: " + Clocks.ms(maxMs) + " as recorded, " + Clocks.ms(maxMs - off)
                + " without the clocks' difference. No recorded latency was changed");
        }
        clocks.driftMsPerMinute().ifPresent(drift -> sentences.add(String.format(Locale.ROOT,
            "The clocks did not keep step: the server's %s %.3f ms a minute", drift > 0 ? "gained" : "lost", Math.abs(drift))));
        return sentences;
    }

    private static String calls(long samples) {
        return samples == 1 ? "1 call" : String.format(Locale.ROOT, "%,d calls", samples);
    }
}
