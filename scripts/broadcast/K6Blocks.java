package broadcast;

import java.util.ArrayList;
import java.util.List;
import reprise.peer.k6.K6Figures;
import reprise.peer.k6.K6Summary;
import reprise.recorder.Numbers;
import reprise.report.Section;

/** k6's summary of the document beside this run's, in its own form. */
public final class K6Blocks {
    private K6Blocks() {}

    public static Section of(K6Figures published, BroadcastRun details) {
        var remarks = new ArrayList<String>();
        remarks.add("Published, each iteration made two checks, one of them always false; ours makes one.");
        remarks.add("Their users read nothing while they slept, ours read always: what was received is not to be compared.");
        if (details.asDescribed()) remarks.add("This run's users did what the document describes, not what was run.");
        if (details.timeScale() != 1) {
            remarks.add("Time scale of this run: " + Numbers.shortest(details.timeScale())
                + ". Not comparable, for they depend on the length: checks, data_received, data_sent,"
                + " iterations, ws_msgs_received, ws_msgs_sent and ws_sessions in all, and the numbers of complete and interrupted "
                + "iterations.");
        }
        if (details.usersScale() != 1)
            remarks.add("Users of this run: " + Numbers.shortest(details.usersScale()) + " times the published ones.");
        return new Section.SideBySide("k6's summary", "", List.of(new Section.PairGroup("", List.of(new Section.Pair("End of test",
            "published", K6Summary.text(published), "this run", K6Summary.text(details.k6()), remarks)))));
    }
}
