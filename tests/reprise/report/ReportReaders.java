package reprise.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reprise.peers.Children;
import reprise.peers.Python;

/** Readers of a folder's reports: docutils, and a browser with the width of a phone. If one is missing, its tests are skipped by name. */
public final class ReportReaders {
    private ReportReaders() {}

    /**
     * The output of docutils for report.rst. Level 2 is a warning; lower levels are remarks, such as on a dot in a cell, which the
     * documents have too.
     */
    public static String byDocutils(Path folder) throws Exception {
        var python = Python.importing("docutils", "python3-docutils");
        int exitCode = exitCode(folder, python, "-c", "import sys, docutils.core; docutils.core.publish_file(source_path=sys.argv[1], "
            + "destination_path=sys.argv[2], writer_name='html', settings_overrides={'halt_level': 2, 'traceback': True})",
            folder.resolve("report.rst").toString(), folder.resolve("rst.html").toString());
        assertEquals(0, exitCode, () -> said(folder));
        return Files.readString(folder.resolve("rst.html"));
    }

    /**
     * The elements of report.html after {@code script} ran in it. The method checks that no script of the page failed and that the page
     * does not scroll sideways.
     */
    public static String byBrowser(Path folder, String script) throws Exception {
        var browser = List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome").stream()
            .filter(name -> Files.isExecutable(Path.of(name))).findFirst();
        assumeTrue(browser.isPresent(), "no Chromium is installed");
        var probed = folder.resolve("probed.html");
        Files.writeString(probed, Files.readString(folder.resolve("report.html"))
            .replace("<style>", "<script>onerror = what => document.documentElement.dataset.error = what</script><style>")
            .replace("</body>", "<script>\n" + script
            + "\ndocument.documentElement.dataset.wide = document.documentElement.scrollWidth > innerWidth;\n</script></body>"));
        assertEquals(0, exitCode(folder, browser.get(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--user-data-dir=" + folder.resolve("browser"),
            "--window-size=500,900", "--dump-dom", probed.toUri().toString()), () -> said(folder));
        var dom = said(folder);
        assertFalse(dom.contains("data-error"), "a script failed");
        assertTrue(dom.contains("data-wide=\"false\""), "the page scrolls sideways");
        return dom;
    }

    private static String said(Path folder) {
        try {
            return Files.readString(folder.resolve("output.txt"));
        } catch (IOException e) {
            return "no output.txt";
        }
    }

    private static int exitCode(Path folder, String... command) throws Exception {
        try {
            var process = Children.process(command).redirectErrorStream(true).redirectOutput(folder.resolve("output.txt").toFile())
                .start();
            if (process.waitFor(100, TimeUnit.SECONDS)) return process.exitValue();
            process.destroyForcibly();
            return -1;
        } catch (IOException e) {
            return -1; // not installed
        }
    }
}
