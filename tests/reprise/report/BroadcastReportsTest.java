package reprise.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.document.LoadHealth;
import reprise.recorder.Run;
import reprise.recorder.RunFile;

final class BroadcastReportsTest {
    private static final List<String> CHARTS = List.of("ws_broadcast_latency.svg", "ws_broadcast_dashboard.svg", "ws_broadcast_heat.svg");
    @TempDir
    private Path folder;

    private Run written(SyntheticBroadcast made) throws IOException {
        RunFile.write(folder.resolve("run.json"), made.judged());
        Reports.write(folder, made.judged(), made.report);
        return made.judged();
    }

    @Test
    void reports_ofARunReadFromItsFile_areTheSameAsOfTheRunItself() throws IOException {
        var made = new SyntheticBroadcast();
        var run = written(made);
        var again = Files.createDirectories(folder.resolve("again"));
        var read = RunFile.read(folder.resolve("run.json"), made.report.details());
        Reports.write(again, made.document.scenario().judged(read), made.report);
        RunFile.write(again.resolve("run.json"), read);
        for (var file : List.of("run.json", "report.html", "report.rst")) assertEquals(Files.readString(folder.resolve(file)), Files.readString(again.resolve(file)), file);
        for (var file : CHARTS) assertEquals(Files.readString(folder.resolve(file)), Files.readString(again.resolve(file)), file);
        assertEquals(ConsoleReport.text(run, made.report, false, 120), ConsoleReport.text(read, made.report, false, 120));
        var keep = System.getenv("REPRISE_KEEP");
        if (keep != null) for (var file : List.of("report.html", "report.rst", "run.json")) Files.copy(folder.resolve(file), Path.of(keep).resolve(file), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
}
