package reprise.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import reprise.document.Claim;
import reprise.document.Scenario;
import reprise.document.Scenario.Outcome;
import reprise.document.Verdict;
import reprise.recorder.Run;

/**
 * report.html: one file that needs no network, the verdict first. Each chart is drawn for a desk and for a phone, and the
 * style shows one of them. The script only adds read-outs under a pointer; without it nothing is missing.
 */
final class HtmlReport {
    private static final int WIDE = 920;
    private static final int NARROW = 352;
    private final StringBuilder out = new StringBuilder();
    private final Run run;
    private final Scenario scenario;

    private HtmlReport(Run run, Scenario scenario) {
        this.run = run;
        this.scenario = scenario;
    }

    static String text(Run run, Scenario scenario, List<Illustration> illustrations) {
        var report = new HtmlReport(run, scenario);
        report.write(illustrations);
        return report.out.toString();
    }

    private void write(List<Illustration> illustrations) {
        out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n")
            .append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>").append(e(scenario.title())).append("</title>\n<style>\n")
            .append(PageStyle.CSS).append(Palette.css()).append("</style>\n</head>\n<body>\n<main>\n");
        var outcomes = scenario.judge(run);
        header(outcomes);
        claims(outcomes);
        summary();
        for (var illustration : illustrations) figure(illustration);
        events();
        details("Parameters", flat(run.parameters()), true);
        details("Environment", flat(run.environment()), true);
        seconds();
        out.append("<footer>Beside this page: <code>run.json</code> (everything), <code>series.csv</code> (a row a second), <code>latency.hlog</code>"
            + " (HdrHistogram log), <code>report.rst</code>. Published figures: ").append(e(scenario.source())).append(".</footer>\n</main>\n<script>\n")
            .append(PageStyle.SCRIPT).append("</script>\n</body>\n</html>\n");
    }

    private void header(List<Outcome> outcomes) {
        var headline = Headline.of(run, outcomes);
        out.append("<header>\n<p class=\"kind\">Experiment re-performed</p>\n<h1>").append(e(scenario.title())).append("</h1>\n<p class=\"lead\">")
            .append(e(scenario.performed())).append("</p>\n<p id=\"outcome\" class=\"outcome ").append(headline.mood().cssClass()).append("\">").append(icon(headline.mood()))
            .append(e(headline.text())).append("</p>\n<p class=\"meta\">Started ").append(e(run.startedAt().toString().replace('T', ' ').replaceAll("(\\.\\d+)?Z$", " UTC")));
        run.summary("durationSec").ifPresent(sec -> out.append(" · ").append(Numbers.fixed(sec, 1)).append(" s"));
        out.append(" · seed ").append(run.seed()).append("</p>\n");
        for (var note : run.notes()) out.append("<p class=\"note\">").append(e(note)).append("</p>\n");
        out.append("</header>\n");
    }

    private void claims(List<Outcome> outcomes) {
        out.append("<section id=\"claims\">\n<h2>Claims</h2>\n<ul class=\"claims\">\n");
        for (var outcome : outcomes) {
            var mood = Headline.Mood.of(outcome.verdict());
            var why = outcome.claim() instanceof Claim.Judged judged && !(outcome.verdict() instanceof Verdict.NotJudged)
                ? "Holds when " + judged.holds() + "." : sentence(outcome.verdict().why());
            out.append("<li><span class=\"badge ").append(mood.cssClass()).append("\">").append(icon(mood)).append(Headline.words(outcome.verdict())).append("</span>\n<div><strong>")
                .append(e(outcome.claim().statement())).append("</strong><p>").append(e(why)).append("</p></div>\n<dl><div><dt>published</dt><dd>")
                .append(e(outcome.claim().shown(outcome.claim().published()))).append("</dd></div><div><dt>this run</dt><dd>")
                .append(e(Headline.measured(outcome, "–"))).append("</dd></div></dl></li>\n");
        }
        out.append("</ul>\n</section>\n");
    }

    private static String sentence(String text) {
        return text.isEmpty() ? "" : text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1) + ".";
    }

    private void summary() {
        out.append("<section id=\"summary\">\n<h2>Execution Summary</h2>\n");
        Headline.lengthRemark(run, scenario).ifPresent(remark -> out.append("<p>").append(e(remark)).append("</p>\n"));
        out.append("<table class=\"summary\">\n<thead><tr><th>attribute</th><th>published</th><th>this run</th></tr></thead>\n<tbody>\n");
        for (var figure : scenario.summary()) {
            var measured = run.summary(figure.key());
            out.append("<tr><th scope=\"row\">").append(e(figure.label())).append("</th><td>")
                .append(figure.published().isPresent() ? Numbers.grouped(figure.published().getAsDouble(), figure.decimals()) : "–").append("</td><td>")
                .append(measured.isPresent() ? Numbers.grouped(measured.getAsDouble(), Numbers.decimals(measured.getAsDouble(), figure.decimals())) : "–").append("</td></tr>\n");
        }
        out.append("</tbody>\n</table>\n</section>\n");
    }

    private void figure(Illustration illustration) {
        out.append("<section>\n<h2>").append(e(illustration.heading())).append("</h2>\n<p>").append(e(illustration.text())).append("</p>\n<figure")
            .append(illustration.overTime() ? " data-read=\"" + e(readOut(illustration.chart())) + "\"" : "").append(">\n")
            .append(ChartSvg.inline(illustration.chart(), WIDE, "wide")).append(ChartSvg.inline(illustration.chart(), NARROW, "narrow"))
            .append(illustration.overTime() ? "<output></output>\n" : "").append("</figure>\n</section>\n");
    }

    /** What a pointer is told of a second: [["published", [0, 767, null]], …], a name given with its panel when there are several. */
    private static String readOut(Chart chart) {
        return chart.panels().stream().flatMap(panel -> panel.series().stream().filter(series -> series.y().length > 0)
            .map(series -> "[\"" + (panel.title().replaceAll(",.*", "") + " " + series.name()).replace("\"", "") + "\",["
                + java.util.Arrays.stream(series.y()).mapToObj(value -> Double.isNaN(value) ? "null" : Numbers.shortest(value).replace(",", ""))
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
        out.append("<section>\n<details").append(open ? " open" : "").append("><summary><h2>").append(heading).append("</h2></summary>\n<dl class=\"values\">\n");
        values.forEach((name, value) -> out.append("<div><dt>").append(e(name)).append("</dt><dd>").append(e(value)).append("</dd></div>\n"));
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
        var columns = run.seconds().stream().flatMap(row -> row.keySet().stream()).distinct().toList();
        out.append("<section>\n<details id=\"seconds\"><summary><h2>Every second</h2></summary>\n<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr>");
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
        return value == Math.rint(value) ? Numbers.grouped(value, 0) : Numbers.grouped(value, Math.abs(value) < 10 ? 3 : 1);
    }

    /** latencyMeanMs as "latency mean, ms". */
    private static String spaced(String key) {
        return key.replaceAll("(Ms|MiB|Percent)$", ", $1").replaceAll("(?<=[a-z])(?=[A-Z](?!iB))", " ").replace(", Ms", ", ms")
            .replace(", Percent", ", %").replace(" Mean", " mean").replace(" Max", " max").replace(" Cpu", " CPU").replace(" Rss", " memory")
            .replace(" Ticks", " ticks").replace(" Bytes", " bytes");
    }

    /** A shape beside the colour, so that the verdict is told without it. */
    private static String icon(Headline.Mood mood) {
        return switch (mood) {
            case GOOD -> "<svg class=\"icon\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"M3 8.5l3.2 3.2L13 4.8\"/></svg>";
            case BAD -> "<svg class=\"icon\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"M4 4l8 8M12 4l-8 8\"/></svg>";
            case OPEN -> "<svg class=\"icon\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"M3.5 8h9\"/></svg>";
        };
    }

    /** Escaped, and a number is not parted from its unit at a line's end. */
    private static String e(String text) {
        return Markup.escaped(text).replaceAll("(?<=\\d) (?=(?:%|ms\\b|s\\b|msg\\b))", "&nbsp;");
    }
}
