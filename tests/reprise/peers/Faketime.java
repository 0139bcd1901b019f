package reprise.peers;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Another wall clock for a process and its children, by Debian's faketime, which comes between the JVM and the C library. */
public final class Faketime {
    private Faketime() {}

    /** Skips the test if faketime is not installed. @param by as {@code +90s} @return what such a process has in its environment */
    public static Map<String, String> environment(String by) throws Exception {
        assumeTrue(Certificates.isInstalled("faketime"), "no faketime here; install faketime");
        var asked = Children.process("faketime", "--exclude-monotonic", "-f", by, "env").start();
        var environment = new HashMap<String, String>();
        for (var line : new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList())
            if (line.matches("(LD_PRELOAD|FAKETIME|FAKETIME_DONT_FAKE_MONOTONIC)=.*")) // not what that process shared
                environment.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        assertTrue(environment.containsKey("LD_PRELOAD"), environment.toString());
        // Its remedy for some versions of the C library ends each timed wait of a JVM at once: the waits spin, and all of it is slow.
        environment.put("FAKETIME_FORCE_MONOTONIC_FIX", "0");
        return environment;
    }
}
