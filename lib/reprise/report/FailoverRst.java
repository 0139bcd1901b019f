package reprise.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import reprise.document.Scenario;
import reprise.recorder.Run;

/**
 * report.rst: the sections and tables of documents/rpc-cast-failover.rst in its own structure, our figures beside the
 * published ones. A dot stands for "no figure", as it does there. Plain docutils, no directive of Sphinx.
 */
final class FailoverRst {
    private final StringBuilder out = new StringBuilder();
    private final Run run;
    private final Scenario scenario;

    private FailoverRst(Run run, Scenario scenario) {
        this.run = run;
        this.scenario = scenario;
    }

    static String text(Run run, Scenario scenario) {
        return new FailoverRst(run, scenario).write();
    }

    private String write() {
        heading(scenario.title(), '-');
        out.append(escaped(scenario.performed())).append("\n\nPublished figures: ").append(escaped(scenario.source())).append(".\nThis run: seed ")
            .append(run.seed()).append(", started ").append(run.startedAt()).append(".\n\n");
        var outcomes = scenario.judge(run);
        out.append("**").append(Headline.of(run, outcomes).text()).append(".**\n\n");
        for (var note : run.notes()) out.append(".. note:: ").append(escaped(note)).append("\n\n");
        summary();
        claims(outcomes);
        var charts = FailoverCharts.of(run, scenario);
        section(charts.get(0));
        section(charts.get(1));
        sent();
        section(charts.get(2));
        received();
        return out.toString();
    }

    private void summary() {
        heading("Execution Summary", '^');
        var rows = new ArrayList<List<String>>();
        for (var figure : scenario.summary()) {
            var measured = run.summary(figure.key());
            rows.add(List.of(figure.label(), cell(figure.published().orElse(Double.NaN), figure.decimals()), cell(measured.orElse(Double.NaN), figure.decimals())));
        }
        table("", List.of("attribute", "published", "this run"), rows);
        Headline.lengthRemark(run, scenario).ifPresent(remark -> out.append(escaped(remark)).append("\n\n"));
    }

    private void claims(List<Scenario.Outcome> outcomes) {
        heading("Claims", '^');
        table("", List.of("claim", "published", "this run", "verdict", "why"), outcomes.stream().map(outcome -> List.of(outcome.claim().statement(),
            outcome.claim().shown(outcome.claim().published()), Headline.measured(outcome, "."), Headline.words(outcome.verdict()),
            outcome.verdict().why())).toList());
    }

    private void section(Illustration illustration) {
        heading(illustration.heading(), '^');
        out.append(escaped(illustration.text())).append("\n\n.. image:: ").append(illustration.file()).append("\n   :alt: ")
            .append(escaped(illustration.chart().description())).append("\n\n");
    }

    private void sent() {
        var published = scenario.tables().get("sent");
        var sent = Rows.measured(run, "sent");
        var errors = Rows.measured(run, "errors");
        seconds(published, List.of("sent this run, msg", "errors this run, msg"),
            second -> List.of(count(Rows.at(sent, second)), cell(Rows.at(errors, second), 0)));
    }

    private void received() {
        var published = scenario.tables().get("received");
        var received = Rows.measured(run, "received");
        var latency = Rows.measured(run, "latencyMeanMs");
        seconds(published, List.of("received this run, msg", "latency this run, ms"),
            second -> List.of(cell(Rows.at(received, second), 0), cell(Rows.at(latency, second), 1)));
    }

    /** The document's columns as they are, then ours; as many rows as the longer of the two has. */
    private void seconds(Scenario.Table published, List<String> ours, IntFunction<List<String>> measured) {
        var columns = new ArrayList<>(published.columns());
        columns.addAll(ours);
        var rows = new ArrayList<List<String>>();
        for (int second = 0; second < Math.max(published.rows().size(), Rows.count(run)); second++) {
            var cells = new ArrayList<>(List.of(Integer.toString(second)));
            for (int i = 1; i < published.columns().size(); i++) {
                var value = second < published.rows().size() ? published.rows().get(second)[i] : null;
                cells.add(value == null ? "." : Numbers.fixed(value, published.columns().get(i).endsWith("ms") ? 1 : 0));
            }
            cells.addAll(measured.apply(second));
            rows.add(cells);
        }
        table(published.title(), columns, rows);
    }

    /** Nothing sent in a second is a dot there. */
    private static String count(double value) {
        return value == 0 ? "." : cell(value, 0);
    }

    private static String cell(double value, int decimals) {
        return Double.isNaN(value) ? "." : Numbers.fixed(value, Numbers.decimals(value, decimals));
    }

    private void heading(String title, char underline) {
        out.append(escaped(title)).append('\n').append(String.valueOf(underline).repeat(title.length())).append("\n\n");
    }

    private void table(String title, List<String> columns, List<List<String>> rows) {
        out.append(".. list-table::").append(title.isEmpty() ? "" : " " + escaped(title)).append("\n   :header-rows: 1\n\n");
        row(columns);
        rows.forEach(this::row);
        out.append('\n');
    }

    private void row(List<String> cells) {
        out.append("   *\n");
        for (var cell : cells) out.append("     - ").append(escaped(cell)).append('\n');
    }

    private static String escaped(String text) {
        return Markup.clean(text).replaceAll("([\\\\*`|_])", "\\\\$1");
    }
}
