package reprise.report;

import java.util.List;
import java.util.Set;
import reprise.judge.Claim;
import reprise.judge.Scenario;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;

/** What one document's reports have beside the parts that all have: sections, in the order of each medium. Pure. */
public interface DocumentReport {
    Scenario scenario();

    /** Reads what only this document's runs have in run.json. */
    RunDetails.Reader details();

    List<Section> console(Run run);

    List<Section> page(Run run);

    /** As the page, unless a report has more to say here. */
    default List<Section> rst(Run run) {
        return page(run);
    }

    /** Drawings that are files of their own. */
    default List<Illustration> files(Run run) {
        return List.of();
    }

    /** Whether people are shown this key of the seconds in the page's table; run.json and series.csv have all. */
    default boolean inTable(String key) {
        return true;
    }

    /** Keys of the summary, and measures, that depend on how long a run is: totals, and means over all of it. */
    default Set<String> byLength() {
        return Set.of();
    }

    /** How many runs of those that were asked for could not be performed. */
    default long runsLeftOut(Run run) {
        return 0;
    }

    /** What has to stand beside this run's figure of a claim, such as "emulated"; empty for nothing. */
    default String label(Run run, Claim claim) {
        return "";
    }

    /** That, and whether the figure depends on the length of a run that was not as long as the document's. */
    default String labels(Run run, Claim claim) {
        var label = label(run, claim);
        if (!Lengths.of(run, this).marks(claim.measure())) return label;
        return (label.isEmpty() ? "" : label + ", ") + "not comparable: other length";
    }
}
