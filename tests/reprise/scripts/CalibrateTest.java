package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.scripts.ScriptProcess.Script.CALIBRATE;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** scripts/calibrate.java as a user runs it: the parts that take little time. */
final class CalibrateTest {
    @TempDir
    private Path temp;

    @Test
    void options_badValues_areTwoWithTheValueAndTheRemedy() throws Exception {
        ScriptProcess.fails(CALIBRATE, temp, 2, "--backlog is 3; it must be 4 to 100000000", "--backlog", "3", "--only", "backlog");
        ScriptProcess.fails(CALIBRATE, temp, 2, "'nothing'", "--only", "nothing");
    }

    /** 4,000 messages are far from what fits into two fifths of 1 GiB: all of them are held at once, 13.2 MB of bodies, and nobody is held back. */
    @Test
    void only_someParts_printsTheirRowsAlone() throws Exception {
        var ended = ScriptProcess.run(CALIBRATE, temp, "--only", "backlog,host", "--backlog", "4000");
        assertEquals(0, ended.exitCode(), ended.out() + ended.err());
        assertTrue(ended.out().matches("(?s).*\\nclock: smallest step.*\\nrecorder: allocated per record, bytes +0\\.000 .*"
            + "\\nbacklog: 4,000 of 3\\.3 kB, -Xmx1g, arrived once; sent +4,000 +4,000 +1\\.00  1\\n.*"
            + "\\nbacklog: each publisher held back, s; of +0\\.0 .*\\nbacklog: held at most, MB of bodies; heap +13 +1,074 +0\\.01 .*"), ended.out());
        assertTrue(ended.out().lines().noneMatch(line -> line.startsWith("client") || line.startsWith("caller")), ended.out());
    }
}
