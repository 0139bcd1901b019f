package reprise.report.rst;

import static reprise.report.rst.RstPage.escaped;

import java.util.List;
import reprise.judge.Scenario;
import reprise.judge.Verdict;
import reprise.recorder.Run;
import reprise.report.DocumentReport;
import reprise.report.Lengths;
import reprise.report.OutcomeLine;
import reprise.report.Section;

/**
 * report.rst: our figures beside the published ones.
 */
public final class RstReport {
    private final RstPage page = new RstPage();
    private final Run run;
    private final DocumentReport report;
    private final List<Scenario.Outcome> outcomes;

    private RstReport(Run run, DocumentReport report) {
        this.run = run;
        this.report = report;
        outcomes = report.scenario().judge(run);
    }

    public static String text(Run run, DocumentReport report) {
        return new RstReport(run, report).write();
    }

    private String write() {
        var scenario = report.scenario();
        page.heading(scenario.title() + Lengths.banner(run), '-');
        page.add(escaped(scenario.performed()), "\n\nPublished figures: ", escaped(scenario.source()), ".\nThis run: seed ", run.seed(),
            ", started ", run.startedAt(), ".\n\n**", escaped(OutcomeLine.of(run, outcomes).text()), Lengths.banner(run), ".**\n\n");
        run.notes().forEach(page::note);
        for (var section : report.sections(DocumentReport.Medium.RST, run)) {
            if (section instanceof Section.Claims) claims();
            else page.section(section, Lengths.of(run, report));
        }
        return page.text();
    }

    private void claims() {
        var claims = OutcomeLine.Kind.CLAIMS.in(outcomes);
        if (!claims.isEmpty()) {
            page.heading("Claims", '^');
            page.list("", List.of("claim", "published", "this run", "verdict", "why"), claims.stream()
                .map(outcome -> List.of(outcome.claim().statement(),
                outcome.claim().publishedText(), OutcomeLine.measured(outcome, ".") + label(outcome),
                OutcomeLine.fullWords(outcome.verdict()), why(outcome.verdict()))).toList());
        }
        unpublished(OutcomeLine.Kind.FINDINGS);
        unpublished(OutcomeLine.Kind.THRESHOLDS);
    }

    private void unpublished(OutcomeLine.Kind kind) {
        var found = kind.in(outcomes);
        if (found.isEmpty()) return;
        page.heading(kind.heading(), '^');
        page.list("", List.of(kind.one(), "this run", "verdict", "why"), found.stream().map(outcome -> List.of(outcome.claim().statement(),
            OutcomeLine.measured(outcome, ".") + label(outcome), OutcomeLine.words(outcome.verdict()), outcome.verdict().why())).toList());
    }

    /** The verdict already shows its size. */
    private static String why(Verdict verdict) {
        return verdict instanceof Verdict.InDirection reproduced ? reproduced.holds() : verdict.why();
    }

    private String label(Scenario.Outcome outcome) {
        var label = report.labels(run, outcome.claim());
        return label.isEmpty() || outcome.verdict().measuredOrNull() == null ? "" : " (" + label + ")";
    }
}
