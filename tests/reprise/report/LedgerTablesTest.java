package reprise.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reprise.recorder.RunFile;

/** {@code REPRISE_GOLDEN=write ./jbang test LedgerTablesTest} writes the golden files anew; look at what changed before it is committed. */
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
        compare("report.rst", rst.substring(rst.indexOf("Every message\n")));
        compare("tables.html", tables(HtmlReport.text(run, made.report)));
    }

    /** The page's sections from the ledger's to the messages'. */
    private static String tables(String page) {
        int to = page.indexOf("</section>", page.indexOf("<section id=\"messages\">"));
        return page.substring(page.indexOf("<section id=\"ledger\">"), to) + "</section>\n";
    }

    @Test
    void reports_ofARunReadFromItsFile_areTheSameAsOfTheRunItself() throws IOException {
        var made = new SyntheticLedger();
        for (var figures : new reprise.recorder.LedgerFigures[] {SyntheticLedger.lossy(), SyntheticLedger.clean(), SyntheticLedger.half()}) {
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
        assertTrue(text.contains("50 kills in 121.0 s.\n"), text);
        assertTrue(text.contains("50       112.250     2    1.234          1           1             0       0\n"), text);
        assertFalse(text.contains("Confirmed after all kills"), text);
    }

    @Test
    void page_ofAHalf_saysWhatIsNotKnownAndWhatIsLeftOut() throws IOException {
        var made = new SyntheticLedger();
        var page = HtmlReport.text(made.run(SyntheticLedger.half()), made.report);
        assertTrue(page.contains("The other side ran elsewhere: what was lost is not known here. There was no room for more: 0 more messages and 12,345 more deliveries are in"
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
