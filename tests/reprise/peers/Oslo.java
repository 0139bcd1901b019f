package reprise.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Debian's oslo.messaging, which {@code tests/peers/oslo_peer.py} needs. Any thread. */
public final class Oslo {
    public static final String MISSING = "no oslo.messaging on this machine (apt-get install python3-oslo.messaging)";
    private static Boolean installed;

    private Oslo() {}

    /** Asked once: Python takes a second of processor time to load it. */
    public static synchronized boolean isInstalled() throws IOException, InterruptedException {
        if (installed == null) {
            installed = Files.isExecutable(Path.of("/usr/bin/python3"))
                && new ProcessBuilder("/usr/bin/python3", "-c", "import oslo_messaging").redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        }
        return installed;
    }
}
