package reprise.peers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A Python that has what a peer's script imports. Any thread. */
public final class Python {
    private static final Map<String, Optional<String>> FOUND = new ConcurrentHashMap<>();

    private Python() {}

    /**
     * The command of a Python that can import these modules. Each is asked once, for loading them takes up to a second of processor time.
     * Skips the test if there is none.
     *
     * @param modules with commas between, such as {@code autobahn, txaio}
     * @param packages Debian's, which have them
     */
    public static String importing(String modules, String packages) {
        var found = FOUND.computeIfAbsent(modules, Python::find);
        assumeTrue(found.isPresent(), "no Python here that imports " + modules + "; install " + packages);
        return found.orElseThrow();
    }

    private static Optional<String> find(String modules) {
        return List.of("/usr/bin/python3", "python3").stream().filter(python -> imports(python, modules)).findFirst();
    }

    private static boolean imports(String python, String modules) {
        try {
            return Children.process(python, "-c", "import " + modules).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException noSuchPython) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
