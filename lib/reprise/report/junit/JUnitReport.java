package reprise.report.junit;

import java.util.List;
import java.util.Locale;
import reprise.judge.Scenario.Outcome;
import reprise.judge.Verdict;
import reprise.recorder.Run;
import reprise.report.DocumentReport;
import reprise.report.Markup;
import reprise.report.OutcomeLine;

/**
 * A run in JUnit's XML, which build servers read: each claim, finding and threshold is a test case. One that is not judged is skipped, with
 * its reason; a run that ended early has a case of its own, which is an error.
 */
public final class JUnitReport {
    private final StringBuilder out = new StringBuilder();

    private JUnitReport() {}

    public static String text(Run run, DocumentReport report) {
        var junit = new JUnitReport();
        junit.write(run, report.scenario().judge(run));
        return junit.out.toString();
    }

    private void write(Run run, List<Outcome> outcomes) {
        long failures = outcomes.stream().filter(outcome -> outcome.verdict().ending().isBad()).count();
        long skipped = outcomes.stream().filter(outcome -> outcome.verdict() instanceof Verdict.NotJudged).count();
        int errors = run.endedEarly().isPresent() ? 1 : 0;
        var counts = String.format(Locale.ROOT, " tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\" time=\"%.3f\"",
            outcomes.size() + errors, failures, errors, skipped, run.summary(Run.DURATION_SEC).orElse(run.seconds().size()));
        out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites").append(counts).append(">\n  <testsuite name=\"")
            .append(e(run.scenario())).append('"').append(counts).append(" timestamp=\"").append(run.startedAt()).append("\">\n");
        for (var kind : OutcomeLine.Kind.values()) for (var outcome : kind.in(outcomes)) testCase(run.scenario(), kind, outcome);
        run.endedEarly().ifPresent(why -> element(run.scenario() + ".run", "The run reached its end", "error", why, ""));
        out.append("  </testsuite>\n</testsuites>\n");
    }

    private void testCase(String scenario, OutcomeLine.Kind kind, Outcome outcome) {
        var published = outcome.claim().publishedText();
        var figures = (published.isEmpty() ? "" : "published " + published + ", ") + "this run "
            + OutcomeLine.measured(outcome, "has no figure");
        var verdict = outcome.verdict();
        element(scenario + "." + kind.one() + "s", outcome.claim().statement(), switch (OutcomeLine.Mood.of(verdict)) {
            case GOOD -> "system-out";
            case BAD -> "failure";
            case OPEN -> "skipped";
        }, OutcomeLine.words(verdict) + ": " + verdict.why(), figures);
    }

    private void element(String className, String name, String element, String message, String text) {
        out.append("    <testcase classname=\"").append(e(className)).append("\" name=\"").append(e(name)).append("\">\n      <")
            .append(element).append(element.equals("system-out") ? "" : " message=\"" + e(message) + '"').append('>').append(e(text))
            .append("</").append(element).append(">\n    </testcase>\n");
    }

    private static String e(String text) {
        return Markup.escaped(text);
    }
}
