package reprise.report;

import java.util.List;
import reprise.document.Claim;
import reprise.document.Scenario;
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

    /** How many runs of those that were asked for could not be performed. */
    default long runsLeftOut(Run run) {
        return 0;
    }

    /** What has to stand beside this run's figure of a claim, such as "emulated"; empty for nothing. */
    default String label(Run run, Claim claim) {
        return "";
    }
}
