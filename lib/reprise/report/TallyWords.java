package reprise.report;

import java.util.ArrayList;
import reprise.judge.ClaimTally;

/** What several runs say of a claim, in words. */
public final class TallyWords {
    private TallyWords() {}

    /** The published figure, ours with their spread, what was not judged, and the warning. */
    public static String of(ClaimTally tally) {
        var parts = new ArrayList<String>();
        if (tally.claim().publishedFigure().isPresent()) parts.add("published " + tally.claim().publishedText());
        parts.add(figures(tally));
        if (!tally.isSteady()) parts.add("not steady");
        if (!tally.unjudged().isEmpty()) parts.add(tally.unjudged());
        tally.warning().ifPresent(parts::add);
        return String.join("; ", parts);
    }

    /** Such as {@code median 2.03 s, 2.02 to 2.05 s}. */
    public static String figures(ClaimTally tally) {
        var claim = tally.claim();
        var figures = tally.figures();
        if (figures.isEmpty()) return "no figure";
        if (figures.least() == figures.most())
            return (figures.size() == 1 ? "one run " : "always ") + claim.measuredText(figures.median());
        return "median " + claim.measuredText(figures.median()) + ", "
            + claim.measuredText(figures.least(), figures.most());
    }
}
