package reprise.report.markdown;

import java.util.List;
import java.util.stream.Collectors;
import reprise.judge.Scenario.Outcome;
import reprise.recorder.Numbers;
import reprise.recorder.Run;
import reprise.report.DocumentReport;
import reprise.report.Lengths;
import reprise.report.Markup;
import reprise.report.OutcomeLine;

/** summary.md: a run's outcome, its claims, findings and thresholds, and its notes, for a job's summary or a pull request. */
public final class MarkdownSummary {
    private MarkdownSummary() {}

    public static String text(Run run, DocumentReport report) {
        var outcomes = report.scenario().judge(run);
        var out = new StringBuilder("## ").append(e(report.scenario().title() + Lengths.banner(run))).append("\n\n**")
            .append(e(OutcomeLine.of(run, outcomes).text())).append("**\n");
        for (var kind : OutcomeLine.Kind.values()) table(out, kind, kind.in(outcomes));
        if (!run.notes().isEmpty()) out.append('\n');
        for (var note : run.notes()) out.append("- ").append(e(note)).append('\n');
        out.append('\n');
        if (!run.origin().command().isEmpty()) out.append('`').append(command(run)).append("`, ");
        out.append("seed ").append(run.seed()).append(", started ").append(run.startedAt());
        run.summary(Run.DURATION_SEC).ifPresent(sec -> out.append(", ").append(Numbers.fixed(sec, 1)).append(" s"));
        return out.append(".\n").toString();
    }

    private static String command(Run run) {
        return run.origin().command().stream().map(Markup::clean).map(word -> word.replace('`', '\''))
            .map(word -> word.indexOf(' ') < 0 ? word : "'" + word + "'").collect(Collectors.joining(" "));
    }

    private static void table(StringBuilder out, OutcomeLine.Kind kind, List<Outcome> outcomes) {
        if (outcomes.isEmpty()) return;
        boolean published = kind == OutcomeLine.Kind.CLAIMS;
        out.append("\n| ").append(kind.one()).append(published ? " | published" : "").append(" | this run | verdict |\n|---")
            .append(published ? "|---" : "").append("|---|---|\n");
        for (var outcome : outcomes) {
            var verdict = outcome.verdict();
            boolean isGood = OutcomeLine.Mood.of(verdict) == OutcomeLine.Mood.GOOD;
            out.append("| ").append(e(outcome.claim().statement())).append(published ? " | " + e(outcome.claim().publishedText()) : "")
                .append(" | ").append(e(OutcomeLine.measured(outcome, "."))).append(" | ").append(sign(verdict.ending())).append(' ')
                .append(OutcomeLine.fullWords(verdict)).append(isGood ? "" : ": " + e(verdict.why())).append(" |\n");
        }
    }

    private static String sign(Run.Ending ending) {
        return ending.isGood() ? "✅" : ending.isBad() ? "❌" : "➖";
    }

    /** Text without Markdown of its own. */
    private static String e(String text) {
        return Markup.clean(text).replaceAll("([\\\\`*_|<>\\[\\]#])", "\\\\$1");
    }
}
