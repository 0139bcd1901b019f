package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import reprise.sut.Interruption;

/** A script that was run in this JVM, with what it printed. Standard output is everybody's, so such tests run one at a time. */
record CapturedRun(int exitCode, String out, String err) {
    static CapturedRun of(Script script, String... args) {
        return of(script, new Interruption(), args);
    }

    /** @param interruption that the test asks for */
    static CapturedRun of(Script script, Interruption interruption, String... args) {
        script.interruption = interruption;
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var outBefore = System.out;
        var errBefore = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int exitCode = ScriptRunner.execute(script, args);
            return new CapturedRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(outBefore);
            System.setErr(errBefore);
        }
    }

    /** It must have ended with this code and this sentence, and without a stack trace. */
    void fails(int code, String sentence) {
        assertEquals(code, exitCode, out + err);
        assertTrue(err.contains(sentence), err);
        assertFalse(err.contains("\tat "), err);
    }
}
