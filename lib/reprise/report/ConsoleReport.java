package reprise.report;

import java.util.ArrayList;
import java.util.List;
import reprise.document.Scenario;
import reprise.document.Verdict;
import reprise.recorder.Run;

/**
 * What a person reads when a run has ended: the document's summary with our column beside it, then the claims. Plain
 * ASCII of at most 80 columns; a dot stands for "no figure", as in the document. Coloured only when asked.
 */
public final class ConsoleReport {
    private static final int WIDTH = 80;
    private static final int INDENT = 18;
    private final StringBuilder out = new StringBuilder();
    private final boolean ansi;

    private ConsoleReport(boolean ansi) {
        this.ansi = ansi;
    }

    public static String text(Run run, Scenario scenario, boolean ansi) {
        var report = new ConsoleReport(ansi);
        var outcomes = scenario.judge(run);
        report.head(run, scenario);
        report.summary(run, scenario);
        report.claims(outcomes);
        for (var note : run.notes()) report.paragraph("Note: " + note, 0);
        if (!run.notes().isEmpty()) report.line("");
        var headline = Headline.of(run, outcomes);
        report.line(report.coloured("1;" + colour(headline.mood()), headline.text()));
        return report.out.toString();
    }

    private void head(Run run, Scenario scenario) {
        line(coloured("1", scenario.title()));
        paragraph(scenario.performed(), 0);
        line("Seed " + run.seed() + ", started " + run.startedAt() + ".");
        line("");
    }

    private void summary(Run run, Scenario scenario) {
        line(coloured("1", row("Execution Summary", "published", "this run")));
        for (var figure : scenario.summary()) {
            var measured = run.summary(figure.key());
            line(row(figure.label(), figure.published().isPresent() ? Numbers.fixed(figure.published().getAsDouble(), figure.decimals()) : ".",
                measured.isPresent() ? Numbers.fixed(measured.getAsDouble(), Numbers.decimals(measured.getAsDouble(), figure.decimals())) : "."));
        }
        Headline.lengthRemark(run, scenario).ifPresent(remark -> paragraph(remark, 0));
        line("");
    }

    private static String row(String label, String published, String measured) {
        return pad(label, 30) + " ".repeat(Math.max(1, 13 - published.length())) + published + " ".repeat(Math.max(1, 13 - measured.length())) + measured;
    }

    private void claims(List<Scenario.Outcome> outcomes) {
        line(coloured("1", "Claims"));
        for (var outcome : outcomes) {
            var verdict = outcome.verdict();
            var words = pad(Headline.words(verdict), INDENT - 2);
            line("  " + coloured(colour(Headline.Mood.of(verdict)), words) + outcome.claim().statement());
            paragraph("published " + outcome.claim().shown(outcome.claim().published()) + ", this run " + Headline.measured(outcome, "has no figure")
                + switch (verdict) {
                    case Verdict.Reproduced _ -> "";
                    case Verdict.NotReproduced not -> "; " + not.why();
                    case Verdict.NotJudged not -> "; " + not.why();
                }, INDENT);
        }
        line("");
    }

    private void paragraph(String text, int indent) {
        var words = new ArrayList<>(List.of(Markup.clean(text).split(" ")));
        var line = new StringBuilder(" ".repeat(indent));
        for (var word : words) {
            if (line.length() > indent && line.length() + 1 + word.length() > WIDTH) {
                out.append(line).append('\n');
                line.setLength(indent);
            }
            if (line.length() > indent) line.append(' ');
            line.append(word);
        }
        out.append(line).append('\n');
    }

    private void line(String text) {
        out.append(text.stripTrailing()).append('\n');
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    /** Green, red and yellow of a terminal. */
    private static String colour(Headline.Mood mood) {
        return switch (mood) {
            case GOOD -> "32";
            case BAD -> "31";
            case OPEN -> "33";
        };
    }

    private String coloured(String code, String text) {
        return ansi ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
