package reprise.report.html;

import reprise.report.svg.DrawingSvg;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import reprise.judge.Claim;
import reprise.judge.Scenario;
import reprise.judge.Scenario.Outcome;
import reprise.judge.Verdict;
import reprise.recorder.Digits;
import reprise.recorder.Numbers;
import reprise.recorder.Run;
import reprise.report.Chart;
import reprise.report.DocumentReport;
import reprise.report.Illustration;
import reprise.report.Lengths;
import reprise.report.Markup;
import reprise.report.OutcomeLine;
import reprise.report.Palette;
import reprise.report.Section;

/**
 * report.html: one file that needs no network, the verdict first. Each chart is drawn for a desk and for a phone, and the
 * style shows one of them. The script only adds read-outs under a pointer; without it nothing is missing.
 */
public final class HtmlReport {
    private static final int WIDE = 920;
    private static final int NARROW = 352;
    private static final int BESIDE = 64; // characters of a block that another fits beside
    private final StringBuilder out = new StringBuilder();
    private final Run run;
    private final DocumentReport report;
    private final Scenario scenario;
    private final List<Outcome> outcomes;

    private HtmlReport(Run run, DocumentReport report) {
        this.run = run;
        this.report = report;
        scenario = report.scenario();
        outcomes = scenario.judge(run);
    }

    public static String text(Run run, DocumentReport report) {
        var page = new HtmlReport(run, report);
        page.write();
        return page.out.toString();
    }

    private void write() {
        out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
            + "content=\"width=device-width, initial-scale=1\">\n")
            .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src "
            + "'unsafe-inline'\">\n")
            .append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>").append(e(scenario.title() + Lengths.banner(run)))
            .append("</title>\n<style>\n")
            .append(PageStyle.CSS).append(Palette.css()).append("</style>\n</head>\n<body>\n<main>\n");
        header();
        for (var section : report.page(run)) {
            switch (section) {
                case Section.Claims _ -> claims();
                case Section.Alarm alarm -> out.append("<p class=\"alarm bad\">").append(icon(OutcomeLine.Mood.BAD)).append(e(alarm.text()))
                    .append("</p>\n");
                case Section.Sentences list -> sentences(list);
                case Section.Table table -> HtmlTable.write(out, table, Lengths.of(run, report));
                case Section.Blocks blocks -> blocks(blocks);
                case Section.Figure figure -> figure(figure.illustration());
            }
        }
        events();
        details("Parameters", flat(run.parameters()), true);
        details("Environment", flat(run.environment()), true);
        seconds();
        out.append("<footer>Beside this page: <code>run.json</code> (everything), <code>series.csv</code> (a row a second), "
            + "<code>latency.hlog</code>"
            + " (HdrHistogram log), <code>report.rst</code>. Published figures: ").append(e(scenario.source()))
            .append(".</footer>\n</main>\n<script>\n")
            .append(PageStyle.SCRIPT).append("</script>\n</body>\n</html>\n");
    }

    private void header() {
        var headline = OutcomeLine.of(run, outcomes, report.runsLeftOut(run));
        out.append("<header>\n<p class=\"kind\">Experiment re-performed</p>\n<h1>").append(e(scenario.title() + Lengths.banner(run)))
            .append("</h1>\n<p class=\"lead\">")
            .append(e(scenario.performed())).append("</p>\n<p id=\"outcome\" class=\"outcome ").append(headline.mood().cssClass())
            .append("\">").append(icon(headline.mood()))
            .append(e(headline.text() + Lengths.banner(run))).append("</p>\n<p class=\"meta\">Started ")
            .append(e(run.startedAt().toString().replace('T', ' ').replaceAll("(\\.\\d+)?Z$", " UTC")));
        run.summary("durationSec").ifPresent(sec -> out.append(" · ").append(Numbers.fixed(sec, 1)).append(" s"));
        out.append(" · seed ").append(run.seed()).append("</p>\n");
        for (var note : run.notes()) out.append("<p class=\"note\">").append(e(note)).append("</p>\n");
        out.append("</header>\n");
    }

    private void claims() {
        claims("claims", "Claims", OutcomeLine.of(outcomes, false));
        claims("findings", "Findings of ours", OutcomeLine.of(outcomes, true));
    }

    private void claims(String id, String heading, List<Outcome> listed) {
        if (listed.isEmpty()) return;
        out.append("<section id=\"").append(id).append("\">\n<h2>").append(heading).append("</h2>\n<ul class=\"claims\">\n");
        for (var outcome : listed) {
            var mood = OutcomeLine.Mood.of(outcome.verdict());
            out.append("<li><span class=\"badge ").append(mood.cssClass()).append("\">").append(icon(mood))
                .append(OutcomeLine.words(outcome.verdict())).append("</span>\n<div><strong>")
                .append(e(outcome.claim().statement())).append("</strong><p>").append(e(why(outcome))).append("</p></div>\n<dl>");
            if (outcome.claim().publishedFigure().isPresent())
                out.append("<div><dt>published</dt><dd>").append(e(outcome.claim().publishedText())).append("</dd></div>");
            out.append("<div><dt>this run</dt><dd>").append(e(OutcomeLine.measured(outcome, "–"))).append(label(outcome))
                .append("</dd></div></dl></li>\n");
        }
        out.append("</ul>\n</section>\n");
    }

    private static String why(Outcome outcome) {
        return switch (outcome.verdict()) {
            case Verdict.NotJudged not -> sentence(not.why());
            case Verdict.InDirection reproduced -> "In direction; " + reproduced.size() + " of the published size. Holds when "
                + reproduced.holds() + ".";
            case Verdict.Reproduced _, Verdict.NotReproduced _, Verdict.Held _, Verdict.NotHeld _ -> switch (outcome.claim()) {
                case Claim.Judged judged -> "Holds when " + judged.holds() + ".";
                case Claim.Finding finding -> "Holds when " + finding.holds() + ".";
                case Claim.Shown shown -> sentence(shown.why());
            };
        };
    }

    private String label(Outcome outcome) {
        var label = report.labels(run, outcome.claim());
        return label.isEmpty() || outcome.verdict().measuredOrNull() == null ? "" : " <small>" + e(label) + "</small>";
    }

    private static String sentence(String text) {
        return text.isEmpty() ? "" : text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1) + ".";
    }

    private void sentences(Section.Sentences list) {
        out.append("<section>\n<h2>").append(e(list.heading())).append("</h2>\n<ul>\n");
        list.sentences().forEach(sentence -> out.append("<li>").append(e(sentence)).append("</li>\n"));
        out.append("</ul>\n</section>\n");
    }

    private void blocks(Section.Blocks blocks) {
        out.append("<section>\n<h2>").append(e(blocks.heading())).append("</h2>\n");
        if (!blocks.text().isEmpty()) out.append("<p>").append(e(blocks.text())).append("</p>\n");
        for (var group : blocks.groups()) {
            boolean folded = !group.title().isEmpty();
            if (folded) out.append("<details class=\"blocks\"><summary>").append(e(group.title())).append("</summary>\n");
            for (var pair : group.pairs()) {
                boolean wide = (pair.left() + "\n" + pair.right()).lines().anyMatch(line -> line.length() > BESIDE);
                if (folded) out.append("<h3>").append(e(pair.title())).append("</h3>\n");
                out.append("<div class=\"").append(wide ? "pair wide-pair" : "pair").append("\">\n");
                block(pair.leftTitle(), pair.left());
                block(pair.rightTitle(), pair.right());
                out.append("</div>\n");
                if (!pair.remarks().isEmpty()) out.append("<ul class=\"remarks\">\n");
                for (var remark : pair.remarks()) out.append("<li>").append(e(remark)).append("</li>\n");
                if (!pair.remarks().isEmpty()) out.append("</ul>\n");
            }
            if (folded) out.append("</details>\n");
        }
        out.append("</section>\n");
    }

    private void block(String title, String text) {
        out.append("<figure><figcaption>").append(e(title)).append("</figcaption><pre tabindex=\"0\">");
        Markup.cleanLines(text).forEach(line -> out.append(Markup.escaped(line)).append('\n'));
        out.append("</pre></figure>\n");
    }

    private void figure(Illustration illustration) {
        out.append("<section>\n<h2>").append(e(illustration.heading())).append("</h2>\n<p>").append(e(illustration.text()))
            .append("</p>\n<figure")
            .append(illustration.drawing() instanceof Chart chart && illustration.overTime() ? " data-read=\"" + e(readOut(chart)) + "\""
            : "").append(">\n")
            .append(DrawingSvg.inline(illustration.drawing(), WIDE, "wide"))
            .append(DrawingSvg.inline(illustration.drawing(), NARROW, "narrow"))
            .append(illustration.overTime() ? "<output></output>\n" : "").append("</figure>\n</section>\n");
    }

    /** What a pointer is told of a second: [["published", [0, 767, null]], …], a name given with its panel when there are several. */
    private static String readOut(Chart chart) {
        return chart.panels().stream()
            .flatMap(panel -> panel.series().stream().filter(series -> series.y().length > 0 && series.shape().isEachSecond())
            .map(series -> "[\"" + (panel.title().replaceAll(",.*", "") + " " + series.name()).replace("\"", "") + "\",["
                + java.util.Arrays.stream(series.y())
                .mapToObj(value -> Double.isNaN(value) ? "null" : Numbers.shortest(value).replace(",", ""))
                    .collect(Collectors.joining(",")) + "]]")).collect(Collectors.joining(",", "[", "]"));
    }

    private void events() {
        if (run.events().isEmpty()) return;
        out.append("<section>\n<h2>What happened</h2>\n<ol class=\"events\">\n");
        for (var event : run.events()) {
            out.append("<li><span>").append(Numbers.fixed(event.atSec(), 3)).append(" s</span> ").append(e(event.what())).append("</li>\n");
        }
        out.append("</ol>\n</section>\n");
    }

    private void details(String heading, Map<String, String> values, boolean open) {
        if (values.isEmpty()) return;
        out.append("<section>\n<details").append(open ? " open" : "").append("><summary><h2>").append(heading)
            .append("</h2></summary>\n<dl class=\"values\">\n");
        values.forEach((name, value) -> out.append("<div><dt>").append(e(name)).append("</dt><dd>").append(e(value))
            .append("</dd></div>\n"));
        out.append("</dl>\n</details>\n</section>\n");
    }

    /** Nested values by their path; a list stands in one line. */
    private static Map<String, String> flat(Map<String, Object> values) {
        var flat = new LinkedHashMap<String, String>();
        values.forEach((name, value) -> {
            if (value instanceof Map<?, ?> inner) {
                var named = new LinkedHashMap<String, Object>();
                inner.forEach((key, each) -> named.put(name + "." + key, each));
                flat.putAll(flat(named));
            } else {
                flat.put(name, Markup.value(name, value));
            }
        });
        return flat;
    }

    private void seconds() {
        if (run.seconds().isEmpty()) return;
        var columns = run.seconds().stream().flatMap(row -> row.keySet().stream()).distinct().filter(report::inTable).toList();
        out.append("<section>\n<details id=\"seconds\"><summary><h2>Every second</h2></summary>\n<div class=\"scroll\" "
            + "tabindex=\"0\"><table>\n<thead><tr>");
        columns.forEach(column -> out.append("<th>").append(e(spaced(column))).append("</th>"));
        out.append("</tr></thead>\n<tbody>\n");
        for (var row : run.seconds()) {
            out.append("<tr>");
            columns.forEach(column -> out.append("<td>").append(row.containsKey(column) ? cell(row.get(column)) : "").append("</td>"));
            out.append("</tr>\n");
        }
        out.append("</tbody>\n</table></div>\n</details>\n</section>\n");
    }

    private static String cell(double value) {
        return Numbers.grouped(value, Digits.decimals(value, value == Math.rint(value) ? 0 : Math.abs(value) < 10 ? 3 : 1));
    }

    /** latencyMeanMs as "latency mean, ms". */
    private static String spaced(String key) {
        return key.replaceAll("(Ms|MiB|Percent)( \\S+)?$", "$2, $1").replaceAll("(?<=[a-z])(?=[A-Z](?!iB))", " ").replace(", Ms", ", ms")
            .replace(", Percent", ", %").replace(" Mean", " mean").replace(" Max", " max").replace(" Cpu", " CPU")
            .replace(" Rss", " memory")
            .replace(" Ticks", " ticks").replace(" Bytes", " bytes");
    }

    /** A shape beside the colour, so that the verdict is told without it. */
    private static String icon(OutcomeLine.Mood mood) {
        return switch (mood) {
            case GOOD -> "<svg class=\"icon\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"M3 8.5l3.2 3.2L13 4.8\"/></svg>";
            case BAD -> "<svg class=\"icon\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"M4 4l8 8M12 4l-8 8\"/></svg>";
            case OPEN -> "<svg class=\"icon\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"M3.5 8h9\"/></svg>";
        };
    }

    /** Escaped, and a number is not parted from its unit at a line's end. */
    static String e(String text) {
        return Markup.escaped(text).replaceAll("(?<=\\d) (?=(?:%|ms\\b|s\\b|msg\\b))", "&nbsp;");
    }
}
