package reprise.judge;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reprise.recorder.Unjudged;

/**
 * What was lost beyond an excuse. Excused are casts that no queue took and that were sent between a node's death and the moment when the
 * server's queues were bound again, as {@link WithoutQueue} has it measured; by the claim of the document 10 ms of sending at most.
 */
record FailoverLosses(Map<String, Double> values, Map<String, Unjudged> unmeasured) {
    private static final String BEYOND_RACE = "lossBeyondRace";
    private static final String BEYOND_GAP = "lossBeyondQueueGap";
    private static final String SEC = "lostSec";
    static final List<String> NAMES = List.of(BEYOND_RACE, BEYOND_GAP, SEC);

    /** @param raceMessages what is sent in the 10 ms */
    static FailoverLosses of(FailoverRun run, double ratePerSec, double raceMessages) {
        var losses = new FailoverLosses(new LinkedHashMap<>(), new LinkedHashMap<>());
        if (!run.client() || !run.server()) {
            losses.cannot(NAMES,
                new Unjudged.ByRequest("the " + (run.client() ? "server" : "client")
                + " ran elsewhere: merge both runs with report DIR DIR"));
        } else if (run.interrupted()) {
            losses.cannot(NAMES, new Unjudged.ByRun("the run was interrupted: casts may have been on their way"));
        } else {
            losses.beyond(run, raceMessages);
            if (ratePerSec > 0) losses.values.put(SEC, run.lost() / ratePerSec);
            else losses.cannot(List.of(SEC), new Unjudged.ByRun("nothing was sent"));
        }
        return losses;
    }

    private void beyond(FailoverRun run, double raceMessages) {
        var untold = run.withoutQueue().untold(run.count("unroutable"));
        if (untold.isPresent()) {
            cannot(List.of(BEYOND_RACE, BEYOND_GAP), new Unjudged.ByRun(untold.get()));
            return;
        }
        // One that arrived before the kill, and found no queue when it was sent again, is not lost.
        double excused = Math.min(run.lost(), run.withoutQueue().excused());
        values.put(BEYOND_RACE, run.lost() - Math.min(excused, raceMessages));
        values.put(BEYOND_GAP, run.lost() - excused);
    }

    private void cannot(List<String> measures, Unjudged why) {
        measures.forEach(measure -> unmeasured.put(measure, why));
    }
}
