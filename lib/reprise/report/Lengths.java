package reprise.report;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import reprise.judge.Scenario;
import reprise.recorder.Numbers;
import reprise.recorder.Run;
import reprise.recorder.RunLength;

/** Whether a run was as long as the published one, and which of its figures must not be compared if it was not. */
public final class Lengths {
    /** Behind such a figure, in every medium. */
    public static final String MARK = "~";
    private static final double ALIKE = 0.02;
    private final String why;
    private final Set<String> keys;

    private Lengths(String why, Set<String> keys) {
        this.why = why;
        this.keys = keys;
    }

    /** By what was planned; by what it took where it broke off, or the document's own run was of another length than the scenario's. */
    public static Lengths of(Run run, DocumentReport report) {
        var planned = run.length().flatMap(RunLength::words);
        var published = published(report.scenario());
        var measured = run.summary("durationSec");
        boolean took = published.isPresent() && measured.isPresent()
            && Math.abs(measured.getAsDouble() / published.getAsDouble() - 1) >= ALIKE;
        var why = took ? "this run took " + Numbers.fixed(measured.getAsDouble(), 1) + " s, the published one "
            + Numbers.fixed(published.getAsDouble(), 1) + " s"
            : planned.orElse(run.interrupted() ? "the run was interrupted" : "");
        return new Lengths(why, report.byLength());
    }

    private static OptionalDouble published(Scenario scenario) {
        return scenario.summary().stream().filter(figure -> figure.key().equals("durationSec")).findFirst().map(Scenario.Figure::published)
            .orElse(OptionalDouble.empty());
    }

    /** " (quick: 2 s a run instead of 30 s)"; empty for a full run. */
    public static String banner(Run run) {
        return run.length().flatMap(RunLength::words).map(words -> " (" + words + ")").orElse("");
    }

    boolean differ() {
        return !why.isEmpty();
    }

    /** Whether this figure is marked. */
    boolean marks(String key) {
        return differ() && keys.contains(key);
    }

    Section.Number mark(String key, Section.Number figure) {
        return marks(key) ? figure.marked() : figure;
    }

    /** Below a table that has marked figures. */
    public Optional<String> legend() {
        return differ() ? Optional.of(MARK + " not comparable, for it depends on the length: " + why + ".") : Optional.empty();
    }
}
