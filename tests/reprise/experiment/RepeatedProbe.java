package reprise.experiment;

import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import reprise.judge.Bound;
import reprise.judge.Claim;
import reprise.judge.Measure;
import reprise.judge.PhaseReadings;
import reprise.judge.Reading;
import reprise.judge.Scenario;
import reprise.recorder.Metrics;
import reprise.recorder.Run;
import reprise.recorder.Unit;
import reprise.report.Report;

/** A run takes some milliseconds; its phases are called by their number. */
@Command(name = "probe")
class RepeatedProbe extends Script {
    private static final Measure<Run> SENT = new Measure<>("sent", "the number sent", Unit.COUNT, 0,
        run -> PhaseReadings.count(run, "one", CountingLoad.SENT));
    private static final Measure<Run> SEED = new Measure<>("seed", "the delay", Unit.MS, 0, run -> new Reading.Value(run.seed()));
    /** Judged in runs of an odd seed alone, as a claim with a condition is. */
    private static final Measure<Run> ODD = new Measure<>("odd", "the odd seed", Unit.COUNT, 0,
        run -> run.seed() % 2 == 1 ? new Reading.Value(run.seed()) : Reading.byDocument("the seed is even"));

    /** What is done in each run. */
    interface Step {
        void perform(Experiment x) throws Exception;
    }

    private final Step step;

    RepeatedProbe(Step step) {
        this.step = step;
    }

    RepeatedProbe() {
        this(_ -> { });
    }

    @Override
    protected Scenario document() {
        return Scenario.of("probe", "A probe", "ours", "It was sent.");
    }

    @Override
    protected Report report(Scenario document) {
        return Report.of(document.claiming(List.of(
            new Claim.Finding("some", "Something is sent", SENT.quantity(), new Bound.Above(0)),
            new Claim.Finding("few", "The delay is at most 2 ms", SEED.quantity(), new Bound.AtMost(2)),
            new Claim.Finding("odd", "Odd seeds are above 0", ODD.quantity(), new Bound.Above(0)))), List.of(SENT, SEED, ODD));
    }

    @Override
    protected Metrics metrics() {
        return new Metrics(List.of(CountingLoad.SENT), List.of(CountingLoad.LATENCY));
    }

    @Override
    protected Duration documentedLength() {
        return Duration.ofMillis(20);
    }

    @Override
    protected Duration expected(Duration length) {
        return length;
    }

    @Override
    protected void perform(Experiment x) throws Exception {
        for (var id : inOrder(x, List.of("one", "two", "three", "four", "five")))
            x.measure(id, new CountingLoad(1_000_000), length());
        step.perform(x);
    }
}
