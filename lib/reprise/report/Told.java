package reprise.report;

import java.util.OptionalDouble;
import reprise.judge.Claim;
import reprise.judge.Measure;
import reprise.recorder.Digits;
import reprise.recorder.Run;
import reprise.recorder.Unjudged;

/** A run's figures in the words of a sentence of {@link Report#happened}. */
public record Told(Run run, DocumentReport report) {
    /** Our figure with its unit, and the published one if a claim has it: {@code 2.02 s (published 2.05 s)}. It must not be missing. */
    public String words(Measure<?> measure) {
        double figure = figure(measure).orElseThrow();
        return report.scenario().claims().stream()
            .filter(claim -> claim.measure().id().equals(measure.id()) && claim.publishedFigure().isPresent()).findFirst()
            .map(claim -> claim.measuredText(figure) + " (" + label(claim) + "published " + claim.publishedText() + ")")
            .orElseGet(() -> (Digits.of(figure, measure.quantity().decimals()) + " " + measure.quantity().unit().symbol()).strip());
    }

    private String label(Claim claim) {
        var label = report.labels(run, claim);
        return label.isEmpty() ? "" : label + "; ";
    }

    /** Our figure in the measure's unit; absent if the run has none. */
    public OptionalDouble figure(Measure<?> measure) {
        var figure = run.measures().get(measure.id());
        return figure == null ? OptionalDouble.empty() : OptionalDouble.of(figure);
    }

    /** Why the run has no figure of a measure. */
    public String why(Measure<?> measure) {
        return run.unmeasured().getOrDefault(measure.id(), new Unjudged.ByRun("the run has no measure " + measure.id())).why();
    }
}
