package reprise.report.html;

import static reprise.report.html.HtmlPage.e;
import static reprise.report.html.HtmlPage.icon;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import reprise.judge.Claim;
import reprise.judge.Scenario;
import reprise.judge.Scenario.Outcome;
import reprise.judge.Verdict;
import reprise.recorder.Digits;
import reprise.recorder.Numbers;
import reprise.recorder.Run;
import reprise.recorder.RunColumn;
import reprise.report.DocumentReport;
import reprise.report.Lengths;
import reprise.report.Markup;
import reprise.report.OutcomeLine;
import reprise.report.RepeatCommand;
import reprise.report.Section;
import reprise.report.svg.BandStrip;

/**
 * report.html: the page of a run, with the verdict first.
 */
public final class HtmlReport {
    private static final DateTimeFormatter STARTED =
        DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private final HtmlPage page = new HtmlPage();
    private final StringBuilder out = page.out();
    private final Run run;
    private final DocumentReport report;
    private final Scenario scenario;
    private final List<Outcome> outcomes;
    private final List<String> files;

    private HtmlReport(Run run, DocumentReport report, List<String> files) {
        this.run = run;
        this.report = report;
        scenario = report.scenario();
        outcomes = scenario.judge(run);
        this.files = files;
    }

    /** The page of a run whose files are elsewhere. */
    public static String text(Run run, DocumentReport report) {
        return text(run, report, List.of());
    }

    /** @param files the names of those that stand beside the page, which it links to */
    public static String text(Run run, DocumentReport report, List<String> files) {
        var written = new HtmlReport(run, report, files);
        written.write();
        return written.page.text();
    }

    private void write() {
        var title = scenario.title() + Lengths.banner(run);
        var outcome = OutcomeLine.of(run, outcomes);
        page.begin(sentence(ending()) + " " + scenario.title() + ", " + DAY.format(run.startedAt()) + Lengths.banner(run));
        page.header("Experiment re-performed", title, scenario.performed(), new OutcomeLine(outcome.mood(), outcome.text()
            + Lengths.banner(run)), report.happened(run), meta(), run.notes());
        page.add("<p class=\"meta\">Published figures: ", e(scenario.source()), "</p>\n");
        page.command(RepeatCommand.of(run));
        for (var section : report.sections(DocumentReport.Medium.PAGE, run)) {
            if (section instanceof Section.Claims) claims();
            else page.section(section, Lengths.of(run, report));
        }
        events();
        page.details("Parameters", run.parameters(), true);
        page.details("Environment", run.environment(), true);
        seconds();
        HtmlFiles.write(page, files);
        page.end("");
    }

    private String meta() {
        var took = run.summary(Run.DURATION_SEC);
        return "Started " + STARTED.format(run.startedAt()) + (took.isPresent() ? " · " + Numbers.fixed(took.getAsDouble(), 1) + " s" : "")
            + " · seed " + run.seed();
    }

    private void claims() {
        for (var kind : OutcomeLine.Kind.values()) claims(kind.one() + "s", kind.heading(), kind.in(outcomes));
    }

    private void claims(String id, String heading, List<Outcome> listed) {
        if (listed.isEmpty()) return;
        page.section(id, heading).add("<p>", HtmlTallies.KEY, "</p>\n<ul class=\"claims\">\n");
        for (var outcome : listed) {
            var mood = OutcomeLine.Mood.of(outcome.verdict());
            out.append("<li><span class=\"badge ").append(mood.cssClass()).append("\">").append(icon(mood))
                .append(OutcomeLine.words(outcome.verdict())).append("</span>\n<div><strong>")
                .append(e(outcome.claim().statement())).append("</strong><p>").append(e(why(outcome))).append("</p></div>\n<div><dl>");
            if (outcome.claim().publishedFigure().isPresent())
                out.append("<div><dt>published</dt><dd>").append(e(outcome.claim().publishedText())).append("</dd></div>");
            out.append("<div><dt>this run</dt><dd>").append(e(OutcomeLine.measured(outcome, "–"))).append(label(outcome))
                .append("</dd></div></dl>").append(strip(outcome)).append("</div></li>\n");
        }
        out.append("</ul>\n</section>\n");
    }

    /** The run's outcome in words: what nobody published can hold, and not be reproduced. */
    private String ending() {
        var words = run.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return OutcomeLine.Kind.CLAIMS.in(outcomes).isEmpty() ? words.replace("reproduced", "held") : words;
    }

    /** Of one run: without a bound it would be two points and no scale. */
    private static String strip(Outcome outcome) {
        var measured = outcome.verdict().measuredOrNull();
        if (measured == null || !(outcome.claim() instanceof Claim.Bounded)) return "";
        return BandStrip.svg(outcome.claim(), List.of(measured), HtmlTallies.STRIP);
    }

    private static String why(Outcome outcome) {
        return switch (outcome.verdict()) {
            case Verdict.NotJudged not -> sentence(not.why());
            case Verdict.InDirection reproduced -> "In direction; " + reproduced.size() + " of the published size. Holds when "
                + reproduced.holds() + ".";
            case Verdict.Reproduced _, Verdict.NotReproduced _, Verdict.Held _, Verdict.NotHeld _ -> switch (outcome.claim()) {
                case Claim.Bounded bounded -> "Holds when " + bounded.holds() + ".";
                case Claim.Shown shown -> sentence(shown.why());
            };
        };
    }

    private String label(Outcome outcome) {
        var label = report.labels(run, outcome.claim());
        return label.isEmpty() || outcome.verdict().measuredOrNull() == null ? "" : " <small>" + e(label) + "</small>";
    }

    static String sentence(String text) {
        return text.isEmpty() ? "" : text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1) + ".";
    }

    private void events() {
        if (run.events().isEmpty()) return;
        page.section("", "What happened").add("<ol class=\"events\">\n");
        for (var event : run.events()) {
            out.append("<li><span>").append(Numbers.fixed(event.atSec(), 3)).append(" s</span> ").append(e(event.what())).append("</li>\n");
        }
        out.append("</ol>\n</section>\n");
    }

    private void seconds() {
        if (run.seconds().isEmpty()) return;
        var columns = report.shownSeconds(run);
        page.folded("seconds", "Every second", false).add("<div class=\"scroll\" "
            + "tabindex=\"0\"><table>\n<thead><tr>");
        columns.forEach(column -> out.append("<th>").append(e(head(column))).append("</th>"));
        out.append("</tr></thead>\n<tbody>\n");
        for (var row : run.seconds()) {
            out.append("<tr>");
            for (var column : columns) {
                var value = row.get(column.key());
                out.append("<td>").append(value == null ? "" : cell(value)); // HTML ends a cell at the next one
            }
            out.append('\n');
        }
        out.append("</tbody>\n</table></div>\n</details>\n</section>\n");
    }

    private static String head(RunColumn column) {
        return column.label() + (column.unit().symbol().isEmpty() ? "" : ", " + column.unit().symbol());
    }

    private static String cell(double value) {
        return Numbers.grouped(value, Digits.decimals(value, value == Math.rint(value) ? 0 : Math.abs(value) < 10 ? 3 : 1));
    }
}
