package caller;

import java.util.List;
import reprise.recorder.Numbers;
import reprise.recorder.Phases;
import reprise.recorder.Run;
import reprise.report.Rows;
import reprise.simulator.http.HttpMetrics;

/** The rows of the tables and charts: the cases, in groups that say their shapes and their link. An emulated link is labelled. */
public final class CaseRows {
    private CaseRows() {}

    public static Rows<Case> of(List<Case> cases) {
        return Rows.of("run", cases, Case::label).grouped((run, each) -> title(run, each.group(),
            cases.stream().filter(other -> other.group().equals(each.group())).toList()));
    }

    private static String title(Run run, String group, List<Case> members) {
        boolean isEmulated = members.stream().anyMatch(each -> isEmulated(run, each.id()));
        return group + ": " + String.join(" and ", members.stream().map(each -> each.shape().words()).distinct().toList()) + " over "
            + members.getFirst().link() + (isEmulated ? " (this run: emulated)" : "");
    }

    private static boolean isEmulated(Run run, String id) {
        return Phases.of(run).phase(id).filter(phase -> phase.fact(HttpMetrics.LINK_ASKED_US).isPresent()).isPresent();
    }

    public static boolean isEmulated(Run run) {
        return Phases.of(run).phases().stream().anyMatch(phase -> isEmulated(run, phase.id()));
    }

    /** What a reader of the tables must know. */
    public static String remark(Run run, double addedUs) {
        return isEmulated(run) ? "Emulated: loopback with " + Numbers.shortest(addedUs)
            + " us added to a round trip, for the document's network." : "";
    }
}
