package reprise.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportsTest {
    @TempDir
    private Path folder;

    @Test
    void look() throws IOException {
        var full = new SyntheticRun(121, 12, 2.013);
        Files.createDirectories(Path.of("/tmp/rep-full"));
        Files.createDirectories(Path.of("/tmp/rep-quick"));
        Reports.write(Path.of("/tmp/rep-full"), full.run, full.scenario);
        var quick = new SyntheticRun(20, 6, 3.2);
        Reports.write(Path.of("/tmp/rep-quick"), quick.run, quick.scenario);
        System.out.println(ConsoleReport.text(full.run, full.scenario, true));
        System.out.println(ConsoleReport.text(quick.run, quick.scenario, false));
    }
}
