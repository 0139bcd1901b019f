package reprise.report.html;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reprise.report.BarChart;
import reprise.report.Chart;
import reprise.report.Figure;
import reprise.report.Lengths;
import reprise.report.Markup;
import reprise.report.Multiples;
import reprise.report.OutcomeLine;
import reprise.report.Palette;
import reprise.report.Section;
import reprise.report.SystemPicture;
import reprise.report.svg.DrawingSvg;

/**
 * The parts that all pages have: one file that needs no network. Each chart is drawn for a desktop and for a phone, and the style shows one
 * of the two. The script only adds read-outs under the pointer; without it nothing is missing.
 */
final class HtmlPage {
    private static final int WIDE = 920;
    private static final int NARROW = 352;
    private static final int BESIDE = 64; // characters; a text of up to this width leaves room for another beside it
    private final StringBuilder out = new StringBuilder();
    private final HtmlContents contents = new HtmlContents();
    private int contentsAt;
    private int termsAt;
    private int figures;

    String text() {
        return out.toString();
    }

    /** Where a section of one page's own is written. */
    StringBuilder out() {
        return out;
    }

    /** Adds HTML. */
    HtmlPage add(Object... html) {
        for (var part : html) out.append(part);
        return this;
    }

    void begin(String title) {
        add("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
            + "content=\"width=device-width, initial-scale=1\">\n")
            .add("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src "
            + "'unsafe-inline'\">\n")
            .add("<meta name=\"color-scheme\" content=\"light dark\">\n<title>", e(title), "</title>\n<style>\n", PageStyle.CSS,
                Palette.css(), "</style>\n</head>\n<body>\n<main>\n");
    }

    /**
     * The title and, below it, the outcome.
     *
     * @param kind what the page is, above the title
     * @param happened sentences of what happened, below the outcome
     * @param meta a line of when and how
     */
    void header(String kind, String title, String lead, OutcomeLine outcome, List<String> happened, String meta,
                List<String> notes) {
        add("<header>\n<p class=\"kind\">", e(kind), "</p>\n<h1>", e(title), "</h1>\n<p class=\"lead\">", e(lead),
            "</p>\n<p id=\"outcome\" class=\"outcome ", outcome.mood().cssClass(), "\">", icon(outcome.mood()), e(outcome.text()),
            "</p>\n");
        if (!happened.isEmpty()) add("<p id=\"happened\" class=\"lead\">", e(String.join(" ", happened)), "</p>\n");
        add("<p class=\"meta\">", Markup.escaped(meta), "</p>\n");
        for (var note : notes) add("<p class=\"note\">", e(note), "</p>\n");
        add("</header>\n");
        contentsAt = out.length();
    }

    /**
     * Ends the page's beginning: the command that makes it again, empty for none, and what its words mean. The button is shown by the
     * page's script, which it needs.
     */
    void command(String command) {
        if (!command.isEmpty())
            add("<p class=\"repeat\">To repeat it: <code>", Markup.escaped(command), "</code> <button hidden>Copy</button></p>\n");
        termsAt = out.length();
    }

    /** Begins a section that can be linked to. @param id empty for one from the heading's words */
    HtmlPage section(String id, String heading) {
        var own = contents.id(id, heading);
        return add("<section id=\"", own, "\">\n<h2>", e(heading), anchor(own), "</h2>\n");
    }

    private static String anchor(String id) {
        return " <a class=\"anchor\" href=\"#" + id + "\" aria-label=\"Link to this section\">#</a>";
    }

    /** The same with a content that folds. */
    HtmlPage folded(String id, String heading, boolean open) {
        var own = contents.id(id, heading);
        return add("<section>\n<details id=\"", own, open ? "\" open" : "\"", "><summary><h2>", e(heading), "</h2>", anchor(own),
            "</summary>\n");
    }

    /** @param html of the footer; empty for none */
    void end(String html) {
        if (termsAt > 0) out.insert(termsAt, HtmlTerms.html(out));
        if (contentsAt > 0) out.insert(contentsAt, contents.html());
        if (!html.isEmpty()) add("<footer>", html, "</footer>\n");
        add("</main>\n<script>\n", PageScript.TEXT, "</script>\n</body>\n</html>\n");
    }

    /** A section of any report. */
    void section(Section section, Lengths lengths) {
        switch (section) {
            case Section.Claims _ -> throw new IllegalArgumentException("only a run's report has claims without a tally");
            case Section.Tallies several -> HtmlTallies.write(this, several);
            case Section.Alarm alarm -> alarm(alarm);
            case Section.Sentences list -> sentences(list);
            case Section.Table table -> HtmlTable.write(this, table, lengths);
            case Section.SideBySide texts -> sideBySide(texts);
            case Figure figure -> figure(figure);
        }
    }

    private void alarm(Section.Alarm alarm) {
        add("<p class=\"alarm bad\">", icon(OutcomeLine.Mood.BAD), e(alarm.text()), "</p>\n");
    }

    private void sentences(Section.Sentences list) {
        section("", list.heading()).add("<ul>\n");
        list.sentences().forEach(sentence -> out.append("<li>").append(e(sentence)).append("</li>\n"));
        out.append("</ul>\n</section>\n");
    }

    private void sideBySide(Section.SideBySide texts) {
        section("", texts.heading());
        if (!texts.text().isEmpty()) out.append("<p>").append(e(texts.text())).append("</p>\n");
        for (var group : texts.groups()) {
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

    private void figure(Figure figure) {
        section("", figure.heading()).add("<p>", e(figure.text()), "</p>\n<figure");
        var read = switch (figure.drawing()) {
            case Chart chart -> ChartReadings.json(chart, figure.overTime());
            case Multiples multiples -> ChartReadings.json(multiples);
            case BarChart _, SystemPicture _ -> ""; // their figures are written beside them
        };
        boolean isRead = !read.isEmpty();
        if (isRead) add(" data-", figure.drawing() instanceof Multiples ? "plots" : "read", "=\"", Markup.escaped(read), "\"");
        add(">\n", DrawingSvg.inPage(figure.drawing(), "c" + ++figures, WIDE, NARROW), isRead ? "<output></output>\n" : "",
            "</figure>\n</section>\n");
    }

    void details(String heading, Map<String, Object> all, boolean open) {
        var values = flat(all);
        if (values.isEmpty()) return;
        folded("", heading, open).add("<dl class=\"values\">\n");
        values.forEach((name, value) -> out.append("<div><dt>").append(e(name)).append("</dt><dd>").append(e(value))
            .append("</dd></div>\n"));
        out.append("</dl>\n</details>\n</section>\n");
    }

    /** Nested values by their path; a list is one line. */
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

    /** A shape in addition to the colour, so that the verdict does not depend on colour vision. */
    static String icon(OutcomeLine.Mood mood) {
        return switch (mood) {
            case GOOD -> "<svg class=\"icon\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"M3 8.5l3.2 3.2L13 4.8\"/></svg>";
            case BAD -> "<svg class=\"icon\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"M4 4l8 8M12 4l-8 8\"/></svg>";
            case OPEN -> "<svg class=\"icon\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"M3.5 8h9\"/></svg>";
        };
    }

    /** Escapes text and keeps a number and its unit on one line. */
    static String e(String text) {
        return Markup.escaped(text).replaceAll("(?<=\\d) (?=(?:%|ms\\b|s\\b|msg\\b))", "&nbsp;");
    }
}
