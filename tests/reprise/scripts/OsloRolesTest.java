package reprise.scripts;

import static reprise.scripts.ScriptProcess.Script.AMQP_CLUSTER;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Over amqp-cluster in a process of its own. */
@Tag("waits")
@Order(4)
final class OsloRolesTest extends OsloRolesTests {
    @TempDir
    static Path folder;
    private static ScriptProcess cluster;
    private static String url;

    @BeforeAll
    static void startCluster() throws Exception {
        cluster = ScriptProcess.start(AMQP_CLUSTER, folder, "--ports", "0", "--out", folder.resolve("cluster").toString());
        url = cluster.awaitLine("amqp://");
    }

    @AfterAll
    static void endCluster() throws Exception {
        cluster.interrupt();
    }

    @Override
    String url() {
        return url;
    }
}
