package reprise.report;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import reprise.judge.Scenario;
import reprise.recorder.Numbers;
import reprise.recorder.Run;
import reprise.recorder.RunLength;

/** Whether a run was as long as the published one and, if it was not, which of its figures must not be compared. */
public final class Lengths {
    /** Follows such a figure in every medium. */
    public static final String MARK = "~";
    /** Of runs that are compared with each other: none of their figures is marked. */
    public static final Lengths ALIKE = new Lengths("", Set.of());
    private static final double ALIKE_SHARE = 0.02;
    private final String why;
    private final Set<String> keys;

    private Lengths(String why, Set<String> keys) {
        this.why = why;
        this.keys = keys;
    }

    /** The reason is the actual length if it differs from the published one, else a shortened plan, else an interruption. */
    public static Lengths of(Run run, DocumentReport report) {
        return new Lengths(why(run, report.scenario()), report.byLength());
    }

    /** Whether a run was not as long as the published one. */
    public static boolean differ(Run run, Scenario scenario) {
        return !why(run, scenario).isEmpty();
    }

    private static String why(Run run, Scenario scenario) {
        var planned = run.length().flatMap(RunLength::words);
        var published = published(scenario);
        var measured = run.summary(Run.DURATION_SEC);
        boolean took = published.isPresent() && measured.isPresent()
            && Math.abs(measured.getAsDouble() / published.getAsDouble() - 1) >= ALIKE_SHARE;
        return took ? "this run took " + Numbers.fixed(measured.getAsDouble(), 1) + " s, the published one "
            + Numbers.fixed(published.getAsDouble(), 1) + " s"
            : planned.or(run::cutShort).orElse("");
    }

    private static OptionalDouble published(Scenario scenario) {
        return scenario.summary().stream().filter(line -> line.key().equals(Run.DURATION_SEC)).findFirst()
            .map(Scenario.SummaryLine::published).orElse(OptionalDouble.empty());
    }

    /** " (quick: 2 s a run instead of 30 s)"; empty for a full run. */
    public static String banner(Run run) {
        return run.length().flatMap(RunLength::words).map(words -> " (" + words + ")").orElse("");
    }

    public boolean differ() {
        return !why.isEmpty();
    }

    /** Whether this figure is marked. */
    boolean marks(String key) {
        return differ() && keys.contains(key);
    }

    public Section.Number mark(String key, Section.Number figure) {
        return marks(key) ? figure.marked() : figure;
    }

    /** The line below a table with marked figures. */
    public Optional<String> legend() {
        return differ() ? Optional.of(MARK + " not comparable, for it depends on the length: " + why + ".") : Optional.empty();
    }
}
