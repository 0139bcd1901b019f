package reprise.experiment;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import reprise.judge.Claim;
import reprise.judge.Scenario;
import reprise.recorder.FailIf;

/** The parts of what {@code --explain} prints: the plan, the phases, and of each claim what would be judged. */
final class ClaimLines {
    private ClaimLines() {}

    /** The beginning of {@code --explain}: the document, and the values of this run's set-up. */
    static String plan(Scenario scenario, Map<String, Object> values, Duration takes) {
        var text = new StringBuilder(scenario.title()).append('\n').append(scenario.source()).append("\n\n").append(scenario.performed())
            .append("\n\nPlan\n");
        values.forEach((name, value) -> text.append(String.format(Locale.ROOT, "  %-18s %s%n", name, NumberOption.shown(value))));
        text.append(String.format(Locale.ROOT, "  %-18s about %s%n", "takes", DurationOption.text(Duration.ofSeconds(takes.toSeconds()))));
        return text.toString();
    }

    /** The steps of the plan; empty if there are none. */
    static String phases(List<String> steps) {
        var text = new StringBuilder(steps.isEmpty() ? "" : "\nPhases\n");
        steps.forEach(step -> text.append("  ").append(step).append('\n'));
        return text.toString();
    }

    /** Claims, and the thresholds of a run. */
    static String explained(List<Claim> claims, List<FailIf> conditions) {
        var text = new StringBuilder(claims.isEmpty() ? '\n' + Scenario.NOTHING_PUBLISHED + '\n' : "\nClaims\n");
        claims.forEach(claim -> text.append(explained(claim)));
        if (!conditions.isEmpty()) text.append("\nThresholds\n");
        conditions.forEach(condition -> text.append(explained(new Claim.Threshold(condition))));
        return text.toString();
    }

    private static String explained(Claim claim) {
        return String.format(Locale.ROOT, "  %s%n    %s%n", claim.statement(), claim.explained());
    }
}
