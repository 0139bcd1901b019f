package reprise.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs that are not, or no longer, what a run wrote. */
final class HistogramLogTest {
    @TempDir
    private Path folder;

    private String refusal(byte[] content) throws IOException {
        var file = folder.resolve("latency.hlog");
        Files.write(file, content);
        return assertThrows(InvalidFile.class, () -> HistogramLog.read(file, _ -> { })).getMessage();
    }

    @Test
    void log_thatIsNotText_isToldAsSuch() throws IOException {
        assertEquals(folder.resolve("latency.hlog") + ": it is not text in UTF-8; it must be as a run wrote it",
            refusal("Tag=é,0,1,2,HISTF\n".getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** Some bytes would take 42 MB, and nothing of a run could be added to it. */
    @Test
    void histogram_ofMoreDigitsThanARuns_isRefused() throws IOException {
        var fine = new Histogram(LoopRecorder.HIGHEST_NS, 5);
        fine.recordValue(1_000_000);
        var text = HistogramText.of(fine);
        assertEquals(folder.resolve("latency.hlog") + ": line 2 is no tagged interval of a histogram log (its histogram has 5 significant "
            + "digits; a run's have 3); it must be as a run wrote it, for example Tag=latency,0.000,1.000,2.035,HISTF...",
            refusal(("#\nTag=latency,0,1,2," + text + "\n").getBytes(StandardCharsets.ISO_8859_1)));
        assertNull(JsonTexts.histogram(text), "in run.json");
    }

    @Test
    void histogram_cutShortAnywhere_isRefused() {
        var whole = LoopRecorder.histogram();
        for (int i = 1; i < 100; i++) whole.recordValue(1_000_000L * i * i);
        var text = HistogramText.of(whole);
        assertEquals(whole, HistogramText.decoded(text));
        for (int length = 0; length < text.length(); length += 4) {
            var part = text.substring(0, length);
            assertThrows(IllegalArgumentException.class, () -> HistogramText.decoded(part), length + " of " + text.length());
        }
    }
}
