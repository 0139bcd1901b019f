package reprise.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
