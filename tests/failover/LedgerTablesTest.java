package failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reprise.recorder.RunFile;
import reprise.report.ReportReaders;
import reprise.report.html.HtmlReport;
import reprise.report.rst.RstReport;
import reprise.report.svg.DrawingSvg;
import reprise.report.text.ConsoleReport;

/** {@code REPRISE_GOLDEN=write ./jbang test LedgerTablesTest} rewrites the golden files; review the changes before they are committed. */
@Tag("alone")
final class LedgerTablesTest {
    private static final Path GOLDEN = Path.of("tests/golden/ledger");
    private static final boolean WRITE = "write".equals(System.getenv("REPRISE_GOLDEN"));
    private final Locale before = Locale.getDefault();
    @TempDir
    private Path folder;

    @AfterEach
    void restoreLocale() {
        Locale.setDefault(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en-US", "ar-EG", "hi-IN-u-nu-deva"})
    void reports_ofALedgerWithLosses_areTheGoldenOnes(String locale) throws IOException {
        Locale.setDefault(Locale.forLanguageTag(locale));
        var made = new SyntheticLedger();
        var run = made.run(SyntheticLedger.lossy());
        var console = ConsoleReport.text(run, made.report, false, 80);
        compare("console.txt", console);
        assertTrue(console.lines().allMatch(line -> line.length() <= 80), "80 columns");
        var rst = RstReport.text(run, made.report);
        compare("report.rst", rst.substring(rst.indexOf("Every message\n"), rst.indexOf("Message flow\n")));
        compare("tables.html", tables(HtmlReport.text(run, made.report)));
    }

    /** The page's sections from the ledger's up to the messages'. */
    private static String tables(String page) {
        int to = page.indexOf("</section>", page.indexOf("<section id=\"messages\">"));
        return page.substring(page.indexOf("<section id=\"ledger\">"), to) + "</section>\n";
    }

    @Test
    void reports_ofARunReadFromItsFile_areTheSameAsOfTheRunItself() throws IOException {
        var made = new SyntheticLedger();
        for (var figures : new reprise.simulator.rpc.LedgerFigures[] {SyntheticLedger.lossy(), SyntheticLedger.clean(),
            SyntheticLedger.half()}) {
            var run = made.run(figures);
            RunFile.write(folder.resolve("run.json"), run);
            var read = RunFile.read(folder.resolve("run.json"), made.report.details());
            assertEquals(figures, read.details());
            assertEquals(RstReport.text(run, made.report), RstReport.text(read, made.report));
            assertEquals(HtmlReport.text(run, made.report), HtmlReport.text(read, made.report));
        }
    }

    @Test
    void console_of50KillsWithoutALoss_saysSoAndHasALineForEach() throws IOException {
        var made = new SyntheticLedger();
        var text = ConsoleReport.text(made.run(SyntheticLedger.clean()), made.report, false, 80);
        assertTrue(text.contains("Lost                                      0\n"), text);
        assertTrue(text.contains("Nothing that was confirmed was lost. Each single message is in messages.csv.\n"), text);
        assertTrue(text.contains("50 kills in 121.0 s. The client never stood still.\n"), text);
        assertTrue(text.contains("50       112.250     2    1.234          1           1             0       0\n"), text);
        assertFalse(text.contains("Confirmed after all kills"), text);
    }

    /**
     * 20 s from {@code data-left} to {@code data-right} of the drawing. Kills at 6.0004, 9.125 and 15.5 s, of nodes 1, 1 and 2, in lanes of
     * 16 px; outages from 6.0015 to 8.0035, 11 to 11.25 and 15.5005 to 20 s in each of the panels.
     */
    @Test
    void chart_ofManyKills_hasEachInTheLaneOfItsNode_andEachOutageShaded() throws IOException {
        var made = new SyntheticLedger();
        var charts = new FailoverCharts(made.run(SyntheticLedger.lossy()), made.report.scenario());
        for (var chart : List.of(charts.flow(), charts.sent(), charts.received())) {
            var svg = DrawingSvg.file(chart.drawing(), 920);
            double left = number(svg, "data-left=\"([^\"]+)\"");
            double perSec = (number(svg, "data-right=\"([^\"]+)\"") - left) / 20;
            var ticks = numbers(svg, "<path class=\"errors ticks\" d=\"M([0-9.]+) ([0-9.]+)v12\"/>").subList(1, 4); // after the legend's
            assertNear(List.of(left + 6.0004 * perSec, left + 9.125 * perSec, left + 15.5 * perSec),
                ticks.stream().map(tick -> tick[0]).toList(), 0.1);
            assertNear(List.of(0.0, 0.0, 16.0), ticks.stream().map(tick -> tick[1] - ticks.getFirst()[1]).toList(), 0.1);
            var shades = numbers(svg, "<rect class=\"band shade\" x=\"([0-9.]+)\" y=\"[0-9.]+\" width=\"([0-9.]+)\"");
            int panels = shades.size() / 3;
            assertTrue(panels >= 2 && shades.size() == 3 * panels, chart.file() + " has " + shades.size());
            for (int i = 0; i < shades.size(); i += 3) {
                assertNear(List.of(left + 6.0015 * perSec, left + 11 * perSec, left + 15.5005 * perSec),
                    shades.subList(i, i + 3).stream().map(shade -> shade[0]).toList(), 0.1);
                assertNear(List.of(2.002 * perSec, 0.25 * perSec, 4.4995 * perSec),
                    shades.subList(i, i + 3).stream().map(shade -> shade[1]).toList(), 0.1);
            }
            assertFalse(svg.contains("killed at"), "no kill is marked as the cause of all");
            assertTrue(chart.drawing().description()
                .endsWith(" Above it each kill by its node (3); shaded is when the client stood still (3 times)."), chart.drawing()
                .description());
        }
    }

    private static void assertNear(List<Double> expected, List<Double> found, double within) {
        for (int i = 0; i < expected.size(); i++) assertEquals(expected.get(i), found.get(i), within);
    }

    private static double number(String text, String pattern) {
        return numbers(text, pattern).getFirst()[0];
    }

    private static List<double[]> numbers(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results()
            .map(found -> IntStream.rangeClosed(1, found.groupCount()).mapToDouble(group -> Double.parseDouble(found.group(group)))
            .toArray()).toList();
    }

    /** The values at the pointer are those of a whole second; kills are single moments and have none. */
    @Test
    void page_ofManyKills_readsOutSecondsAlone() throws IOException {
        var made = new SyntheticLedger();
        var page = HtmlReport.text(made.run(SyntheticLedger.lossy()), made.report);
        var readOuts = Pattern.compile("data-read=\"(.*?)\"").matcher(page).results().map(found -> found.group(1)).toList();
        assertEquals(3, readOuts.stream().filter(readOut -> readOut.contains("this run") || readOut.contains("sent")).count());
        assertTrue(readOuts.stream().noneMatch(readOut -> readOut.contains("kill")), readOuts.toString());
    }

    @Test
    void page_ofAHalf_saysWhatIsNotKnownAndWhatIsLeftOut() throws IOException {
        var made = new SyntheticLedger();
        var page = HtmlReport.text(made.run(SyntheticLedger.half()), made.report);
        assertTrue(page.contains("The other side ran elsewhere: what was lost is not known here. There was no room for more: 0 more "
            + "messages and 12,345 more deliveries are in"
            + " none of these counts. Give the script a larger heap. Each single message is in messages.csv."), page);
        assertTrue(page.contains("These are the first 200 of 311; run.json has the first 300, messages.csv every message."));
        assertTrue(page.contains("<th scope=\"row\">Deliveries without an id</th><td>7</td>"), page);
        assertFalse(page.contains("Attempted"));
        assertTrue(page.contains("<p>0 kills in 121.0&nbsp;s.</p>"));
    }

    @Test
    void rst_readByDocutils_isValid() throws Exception {
        var made = new SyntheticLedger();
        Files.writeString(folder.resolve("report.rst"), RstReport.text(made.run(SyntheticLedger.lossy()), made.report));
        assertTrue(ReportReaders.byDocutils(folder).contains("Messages lost or delivered again"));
    }

    private static void compare(String name, String text) throws IOException {
        if (WRITE) {
            Files.createDirectories(GOLDEN);
            Files.writeString(GOLDEN.resolve(name), text);
        }
        assertEquals(Files.readString(GOLDEN.resolve(name)), text, name);
    }
}
