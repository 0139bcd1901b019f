package reprise.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import failover.SyntheticRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.experiment.ReportFiles;
import reprise.judge.Scenario;
import reprise.peers.Chromium;
import reprise.peers.Chromium.MouseDeed;
import reprise.recorder.Run;
import reprise.report.Axis;
import reprise.report.Chart;
import reprise.report.Figure;
import reprise.report.Palette;
import reprise.report.Report;

/** A mouse at the charts of a run's page in a headless Chromium, if installed. */
@Tag("waits")
final class PageInteractionTest {
    /** The chart of what was sent: its drawing that is shown, and the plot of its first panel there. */
    private static final String FIND = "const figure = document.querySelector('#messages-sent-by-the-client figure'), "
        + "svg = [...figure.querySelectorAll('svg.chart')].find(each => each.clientWidth > 0), plot = svg.querySelector('.plot'), "
        + "area = plot.getBoundingClientRect();";
    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws Exception {
        var made = new SyntheticRun(20, 6, 2.0);
        ReportFiles.write(folder, made.run, made.report);
    }

    private Chromium open() throws Exception {
        var page = new Chromium(folder, folder.resolve("report.html").toUri().toString());
        page.await("document.readyState === 'complete' && document.querySelector('.hint') !== null");
        page.evaluate("document.querySelector('#messages-sent-by-the-client').scrollIntoView()");
        return page;
    }

    private static String ask(Chromium page, String expression) throws Exception {
        return page.evaluate("(() => { " + FIND + " return " + expression + "; })()");
    }

    /** @param share of the plot's width */
    private static double x(Chromium page, double share) throws Exception {
        return Double.parseDouble(ask(page, "area.left + area.width * " + share));
    }

    private static double y(Chromium page) throws Exception {
        return Double.parseDouble(ask(page, "area.top + 40"));
    }

    @Test
    void mouse_overAChart_showsTheFiguresOfItsSecond() throws Exception {
        try (var page = open()) {
            page.mouse(MouseDeed.MOVE, x(page, 8.5 / 20), y(page), 0);
            assertEquals("second 8|sent published 791", ask(page, "[...figure.querySelector('output').children]"
                + ".slice(0, 2).map(each => each.textContent).join('|')"));
            page.mouse(MouseDeed.MOVE, 1, 1, 0);
            assertEquals("none", ask(page, "getComputedStyle(figure.querySelector('output')).display"));
        }
    }

    @Test
    void drag_overAChart_zoomsIntoIt_andADoubleClickShowsAllAgain() throws Exception {
        try (var page = open()) {
            var all = ask(page, "plot.getAttribute('viewBox')");
            double y = y(page);
            double middle = x(page, .5); // before it is zoomed, for its content has other bounds then
            page.mouse(MouseDeed.MOVE, x(page, .24), y, 0);
            page.mouse(MouseDeed.PRESS, x(page, .24), y, 1);
            page.mouse(MouseDeed.MOVE, middle, y, 0);
            page.mouse(MouseDeed.RELEASE, middle, y, 1);
            var zoomed = ask(page, "plot.getAttribute('viewBox')");
            assertEquals(Double.parseDouble(all.split(" ")[2]) * .26, Double.parseDouble(zoomed.split(" ")[2]), 1, "from .24 to .5");
            assertNotEquals(all, ask(page, "figure.querySelector('svg.narrow .plot').getAttribute('viewBox')"), "the other drawing too");
            page.mouse(MouseDeed.MOVE, middle, y, 0);
            assertEquals("second 7", ask(page, "figure.querySelector('output b').textContent"), "seconds 4.8 to 10 are shown");
            assertEquals("5", ask(page, "svg.querySelector('g.muted text').textContent"), "the first tick");
            for (int clicks = 1; clicks <= 2; clicks++) {
                page.mouse(MouseDeed.PRESS, middle, y, clicks);
                page.mouse(MouseDeed.RELEASE, middle, y, clicks);
            }
            page.await("(() => { " + FIND + " return plot.getAttribute('viewBox') === '" + all + "'; })()");
        }
    }

    @Test
    void click_onANameOfTheLegend_hidesItsTraces_andShowsThemAgain() throws Exception {
        try (var page = open()) {
            var at = "svg.querySelector('.key[data-key=\"0\"] .hit').getBoundingClientRect()";
            double x = Double.parseDouble(ask(page, at + ".left + 20"));
            double y = Double.parseDouble(ask(page, at + ".top + 6"));
            var shown = "[...svg.querySelectorAll('.plot [data-key]')].filter(each => getComputedStyle(each).display !== 'none').length";
            int before = Integer.parseInt(ask(page, shown));
            page.mouse(MouseDeed.PRESS, x, y, 1);
            page.mouse(MouseDeed.RELEASE, x, y, 1);
            assertEquals("false", ask(page, "svg.querySelector('.key').getAttribute('aria-pressed')"));
            assertTrue(Integer.parseInt(ask(page, shown)) < before, "published is hidden");
            page.mouse(MouseDeed.PRESS, x, y, 1);
            page.mouse(MouseDeed.RELEASE, x, y, 1);
            assertEquals(before, Integer.parseInt(ask(page, shown)));
        }
    }

    /** With a finger, which has no double-click: a button shows all again. */
    @Test
    void finger_acrossAChart_zoomsIntoIt_andAButtonShowsAllAgain() throws Exception {
        try (var page = open()) {
            var all = ask(page, "plot.getAttribute('viewBox')");
            double y = y(page);
            double middle = x(page, .5);
            page.touch("touchStart", x(page, .24), y);
            for (double share = .26; share <= .5; share += .06) page.touch("touchMove", x(page, share), y);
            page.touch("touchMove", middle, y);
            page.touch("touchEnd", middle, y);
            page.await("(() => { " + FIND + " return plot.getAttribute('viewBox') !== '" + all + "'; })()");
            assertEquals(Double.parseDouble(all.split(" ")[2]) * .26,
                Double.parseDouble(ask(page, "plot.getAttribute('viewBox')").split(" ")[2]), 1, "from .24 to .5");
            assertEquals("false", ask(page, "figure.querySelector('.all').hidden"));
            ask(page, "figure.querySelector('.all').click()");
            assertEquals(all, ask(page, "plot.getAttribute('viewBox')"));
            assertEquals("true", ask(page, "figure.querySelector('.all').hidden"));
        }
    }

    /** Two broadcasts of up to 1 ms and three of more in the second under the pointer, and nothing in the next one. */
    @Test
    void mouse_overAHeatMap_showsTheCountsOfItsSecond() throws Exception {
        var rows = new double[][] {{0, 2, 0}, {0, 0, 0}, {0, 3, 0}};
        var axis = new Axis(Axis.Scale.LINEAR, 0, 3, List.of(1.0, 2.0, 3.0), List.of("1", "5", "more"));
        var chart = new Chart("Heat", "Heat by second.", "time, s", width -> Axis.time(3, width), List.of(new Chart.Panel(
            Chart.Title.of("broadcast", "ms"), axis, 60, List.of(), Optional.of(new Chart.Heat(Palette.MEASURED, rows)), List.of(), "")));
        var report = Report.of(Scenario.of("x", "X", "none", "Nothing."), List.of()).section(_ -> new Figure("", "Heat", "", true, chart));
        Files.writeString(folder.resolve("report.html"), HtmlReport.text(Run.of("x", 1, Instant.EPOCH).build(), report));
        var find = "const figure = document.querySelector('#heat figure'), plot = [...figure.querySelectorAll('.plot')].find(each => "
            + "each.getBoundingClientRect().width > 0), area = plot.getBoundingClientRect(); return ";
        try (var page = new Chromium(folder, folder.resolve("report.html").toUri().toString())) {
            page.await("document.readyState === 'complete' && document.querySelector('.hint') !== null");
            page.evaluate("document.querySelector('#heat').scrollIntoView()");
            double left = Double.parseDouble(page.evaluate("(() => { " + find + "area.left; })()"));
            double wide = Double.parseDouble(page.evaluate("(() => { " + find + "area.width; })()"));
            double y = Double.parseDouble(page.evaluate("(() => { " + find + "area.top + area.height / 2; })()"));
            var told = "(() => { " + find + "[...figure.querySelector('output').children].map(each => each.textContent).join('|'); })()";
            page.mouse(MouseDeed.MOVE, 1, 1, 0);
            page.mouse(MouseDeed.MOVE, left + wide / 2, y, 0);
            page.await(told + " === 'broadcast, ms, second 1|above 5 3|0 to 1 2'");
            page.mouse(MouseDeed.MOVE, left + wide * .9, y, 0);
            page.await(told + " === 'broadcast, ms, second 2|nothing 0'");
        }
    }

    /** For a browser without scripts: the drawings are part of the page, and nothing in it is fetched. */
    @Test
    void page_asText_hasEachChartDrawn_andFetchesNothing() throws Exception {
        var text = Files.readString(folder.resolve("report.html"));
        var withoutScript = text.substring(0, text.indexOf("<script>"));
        assertEquals(withoutScript.split("<figure", -1).length, withoutScript.split("class=\"chart wide\"", -1).length,
            "a wide drawing in each figure");
        for (var fetched : List.of("src=", "@import", "url(", "https://", "fetch(")) assertTrue(!text.contains(fetched), fetched);
    }

    @Test
    void page_ofFourteenMinutes_isBelowAMegabyte() throws Exception {
        long bytes = Files.size(Path.of("tests/golden/runs/ws-broadcast--document/report/report.html"));
        assertTrue(bytes < 1_000_000, bytes + " bytes");
    }
}
