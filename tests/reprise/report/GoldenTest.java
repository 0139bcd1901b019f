package reprise.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import broadcast.LoadHealth;
import broadcast.SyntheticBroadcast;
import caller.SyntheticCaller;
import failover.SyntheticRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reprise.experiment.ReportFiles;
import reprise.peer.wrk.WrkFigures.Errors;
import reprise.recorder.Unjudged;
import reprise.report.text.ConsoleReport;

/**
 * Compares whole reports with the files in tests/golden, also under default locales with other digits and separators. {@code
 * REPRISE_GOLDEN=write ./jbang test GoldenTest} rewrites them; review the changes before they are committed.
 */
@Tag("alone")
final class GoldenTest {
    private static final Path GOLDEN = Path.of("tests/golden");
    private static final boolean WRITE = "write".equals(System.getenv("REPRISE_GOLDEN"));
    private final Locale before = Locale.getDefault();
    @TempDir
    private Path folder;

    @AfterEach
    void restoreLocale() {
        Locale.setDefault(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en-US", "ar-EG", "hi-IN-u-nu-deva", "de-DE"})
    void reports_ofAReproducedRun_areTheGoldenOnes(String locale) throws IOException {
        Locale.setDefault(Locale.forLanguageTag(locale));
        var made = new SyntheticRun(121, 12, 2.013);
        ReportFiles.write(folder, made.run, made.report);
        for (var name : List.of("report.rst", "rpc_cast_message_flow.svg", "rpc_cast_sent_messages.svg",
            "rpc_cast_received_messages.svg")) {
            compare(name, Files.readString(folder.resolve(name)));
        }
        compare("console.txt", ConsoleReport.text(made.run, made.report, false, 80));
        assertTrue(Files.readString(folder.resolve("report.html")).codePoints().noneMatch(c -> c > 0x7f && Character.isDigit(c)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"en-US", "ar-EG"})
    void console_ofARunThatDiffers_isTheGoldenOne(String locale) throws IOException {
        Locale.setDefault(Locale.forLanguageTag(locale));
        var made = new SyntheticRun(20, 6, 3.2);
        var text = ConsoleReport.text(made.run, made.report, false, 80);
        compare("console-not-reproduced.txt", text);
        assertTrue(text.lines().allMatch(line -> line.length() <= 80), "80 columns");
        assertTrue(text.codePoints().allMatch(c -> c == '\n' || c >= ' ' && c < 0x7f), "plain ASCII");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en-US", "ar-EG", "hi-IN-u-nu-deva"})
    void callerReports_ofAReproducedRun_areTheGoldenOnes(String locale) throws IOException {
        Locale.setDefault(Locale.forLanguageTag(locale));
        var made = new SyntheticCaller(Duration.ofSeconds(30));
        var run = made.judged();
        ReportFiles.write(folder, run, made.report);
        for (var name : List.of("report.rst", "rest_caller_throughput.svg", "rest_caller_attachment_cost.svg", "rest_caller_latency.svg",
            "rest_caller_cpu.svg")) {
            compare("rest-caller/" + name, Files.readString(folder.resolve(name)));
        }
        compare("rest-caller/console-80.txt", ConsoleReport.text(run, made.report, false, 80));
        compare("rest-caller/console-120.txt", ConsoleReport.text(run, made.report, false, 120));
        assertTrue(Files.readString(folder.resolve("report.html")).codePoints().noneMatch(c -> c > 0x7f && Character.isDigit(c)));
    }

    /** Two seconds per run: unexpected replies, errors in another run, a group left out, one run cut short. */
    @ParameterizedTest
    @ValueSource(strings = {"en-US", "ar-EG"})
    void callerConsole_ofARunThatWentWrong_isTheGoldenOne(String locale) throws IOException {
        Locale.setDefault(Locale.forLanguageTag(locale));
        var made = new SyntheticCaller(Duration.ofSeconds(2));
        made.add("local-sequential-mul2", Errors.NONE, 12);
        made.add("local-concurrent-add2", new Errors(0, 3, 0, 7, 2), 2);
        made.add("local-concurrent-div2", new Errors(0, 3, 0, 7, 0), 0);
        made.leaveOut("shared", new Unjudged.ByRequest("left out by --only"));
        var run = made.judged();
        compare("rest-caller/console-not-compared.txt", ConsoleReport.text(run, made.report, false, 80));
    }

    @ParameterizedTest
    @ValueSource(strings = {"en-US", "ar-EG", "hi-IN-u-nu-deva"})
    void broadcastReports_ofAReproducedRun_areTheGoldenOnes(String locale) throws IOException {
        Locale.setDefault(Locale.forLanguageTag(locale));
        var made = new SyntheticBroadcast();
        var run = made.judged();
        ReportFiles.write(folder, run, made.report);
        compare("ws-broadcast/report.rst", Files.readString(folder.resolve("report.rst")));
        compare("ws-broadcast/ws_broadcast_latency.svg", Files.readString(folder.resolve("ws_broadcast_latency.svg")));
        compare("ws-broadcast/console.txt", ConsoleReport.text(run, made.report, false, 80));
        assertTrue(Files.readString(folder.resolve("report.html")).codePoints().noneMatch(c -> c > 0x7f && Character.isDigit(c)));
    }

    /** The load generator could not keep up, so no figure describes a server. */
    @ParameterizedTest
    @ValueSource(strings = {"en-US", "ar-EG"})
    void broadcastReports_ofALoadThatWasTheBottleneck_areTheGoldenOnes(String locale) throws IOException {
        Locale.setDefault(Locale.forLanguageTag(locale));
        var made = new SyntheticBroadcast();
        made.health = new LoadHealth("1", 0.913, 44.5);
        made.timeScale = 0.5;
        var run = made.judged();
        ReportFiles.write(folder, run, made.report);
        compare("ws-broadcast/report-spoiled.rst", Files.readString(folder.resolve("report.rst")));
        compare("ws-broadcast/console-spoiled.txt", ConsoleReport.text(run, made.report, true, 80));
    }

    private static void compare(String name, String text) throws IOException {
        if (WRITE) {
            var file = GOLDEN.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        assertEquals(Files.readString(GOLDEN.resolve(name)), text, name);
    }
}
