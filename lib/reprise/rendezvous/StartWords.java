package reprise.rendezvous;

import java.util.Comparator;
import java.util.Locale;
import reprise.recorder.Share;
import reprise.recorder.ShareClock;

/** How far apart shares began and their clocks are, in words. */
final class StartWords {
    private static final double FINE_MS = 0.1;

    private StartWords() {}

    private static String ms(double ms) {
        return String.format(Locale.ROOT, ms < FINE_MS ? "%.3f ms" : "%.2f ms", ms);
    }

    static String clocks(ShareClock.Offset offset) {
        return "this host's clock was " + ms(Math.abs(offset.aheadMs())) + (offset.aheadMs() > 0 ? " behind" : " ahead of")
            + " that of share 1, give or take " + ms(offset.uncertaintyMs());
    }

    static String began(ShareClock.Start start, Share share) {
        return start.shares() + " of " + share.of() + " shares began within " + ms(start.spreadMs()) + " of each other, give or take "
            + ms(start.uncertaintyMs());
    }

    /** The sentence of a report. */
    static String told(ShareClock its, Share share) {
        var began = its.starts().stream().max(Comparator.comparingDouble(ShareClock.Start::spreadMs))
            .map(worst -> began(worst, share)
                + (its.starts().size() == 1 ? "" : ", or less, in each of " + its.starts().size() + " phases"))
            .orElse("No phase was begun together") + ", at the rendezvous of " + its.host();
        if (share.number() == 1) return began;
        return began + "; " + clocks(its.offsets().getFirst()) + its.driftMsPerMinute().map(drift -> String.format(Locale.ROOT,
            ", and %s %.3f ms a minute", drift > 0 ? "lost" : "gained", Math.abs(drift))).orElse("");
    }
}
