package reprise.experiment;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import reprise.judge.Claim;
import reprise.judge.Scenario;
import reprise.recorder.FailIf;
import reprise.report.Report;

/** A claim as {@code --explain} prints it: the statement and, below it, what would be judged. */
public final class ClaimLines {
    private ClaimLines() {}

    /** The beginning of {@code --explain}: the document, and the values of this run's set-up. */
    public static String plan(Scenario scenario, Map<String, Object> values) {
        var text = new StringBuilder(scenario.title()).append('\n').append(scenario.source()).append("\n\n").append(scenario.performed())
            .append("\n\nPlan\n");
        values.forEach((name, value) -> text.append(String.format(Locale.ROOT, "  %-18s %s%n", name, NumberOption.shown(value))));
        return text.toString();
    }

    /** The plan, the phases and the claims of a script, as {@code --explain} prints them. */
    static String explained(Script script, Report report, long seed) {
        var values = new LinkedHashMap<String, Object>(Map.of("seed", seed));
        values.putAll(script.parameters());
        var text = new StringBuilder(plan(report.scenario(), values));
        text.append(String.format(Locale.ROOT, "  %-18s about %s%n", "takes",
            DurationOption.text(Duration.ofSeconds(script.expected(script.length()).toSeconds()))));
        if (!script.steps().isEmpty()) text.append("\nPhases\n");
        script.steps().forEach(step -> text.append("  ").append(step).append('\n'));
        return text.append(explained(report.scenario().claims(), script.run.ends.conditions(report.scenario()))).toString();
    }

    /** Claims, and the thresholds of a run. */
    static String explained(List<Claim> claims, List<FailIf> conditions) {
        var text = new StringBuilder(claims.isEmpty() ? '\n' + Scenario.NOTHING_PUBLISHED + '\n' : "\nClaims\n");
        claims.forEach(claim -> text.append(explained(claim)));
        if (!conditions.isEmpty()) text.append("\nThresholds\n");
        conditions.forEach(condition -> text.append(explained(new Claim.Threshold(condition))));
        return text.toString();
    }

    public static String explained(Claim claim) {
        return String.format(Locale.ROOT, "  %s%n    %s%n", claim.statement(), claim.explained());
    }
}
