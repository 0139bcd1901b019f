package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.scripts.ScriptProcess.Script.HTTP_LOAD;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reprise.peers.Faketime;

/** Shares in processes of their own that meet, begin together, and say how far apart they were. */
@Timeout(300)
final class SharedStartsTest {
    private static final Map<String, String> SAME = Map.of();

    @TempDir
    private Path temp;
    private HttpServer server;
    private int port;

    @BeforeEach
    void begin() throws Exception {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", asked -> {
            asked.sendResponseHeaders(204, -1);
            asked.close();
        });
        server.start();
        try (var free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    private ScriptProcess.Ended share(int number, int of, Map<String, String> environment) throws Exception {
        return ScriptProcess.runWith(environment, HTTP_LOAD, temp, "-c", "4", "-t", "1", "-R", "200", "-d", "1s", "--warm-up", "500ms",
            "--share", number + "/" + of, "--rendezvous", "127.0.0.1:" + port, "--rendezvous-wait", "200s", "--out",
            temp.resolve("share" + number).toString(), "http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** @param environments of the shares, in their order @return their run.json */
    private List<JsonNode> runs(List<Map<String, String>> environments) throws Exception {
        var runs = new ArrayList<JsonNode>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<ScriptProcess.Ended>>();
            for (int i = 0; i < environments.size(); i++) {
                int number = i + 1;
                all.add(threads.submit(() -> share(number, environments.size(), environments.get(number - 1))));
            }
            for (var each : all) assertTrue(each.get().exitCode() <= 1, each.get().err() + each.get().out());
        }
        for (int number = 1; number <= environments.size(); number++)
            runs.add(new ObjectMapper().readTree(temp.resolve("share" + number).resolve("run.json").toFile()));
        return runs;
    }

    /** All say the same. */
    private static void checkSpread(List<JsonNode> runs) {
        double spreadMs = runs.getFirst().at("/clock/starts/0/spreadMs").asDouble();
        System.out.printf("%d shares began within %.3f ms%n", runs.size(), spreadMs);
        for (var run : runs) {
            assertEquals(3, run.at("/clock/offsets").size(), run.at("/clock").toString());
            assertEquals(runs.size(), run.at("/clock/starts/0/shares").asInt());
            assertEquals(spreadMs, run.at("/clock/starts/0/spreadMs").asDouble());
            assertTrue(run.get("notes").toString().contains(" shares began within "), run.get("notes").toString());
        }
    }

    @Test
    void shares_ofTwo_beginTogether() throws Exception {
        checkSpread(runs(List.of(SAME, SAME)));
    }

    /** Of two of the four the wall clock is 90 s ahead and 1 h behind; time passes for them as for the others. */
    @Test
    void shares_ofFourWithClocksApart_beginTogether() throws Exception {
        var runs = runs(List.of(Faketime.environment("+90s"), SAME, Faketime.environment("-3600s"), SAME));
        checkSpread(runs);
        var aheadSec = new double[] {0, 90, 3690, 90};
        for (int i = 0; i < aheadSec.length; i++)
            assertEquals(aheadSec[i], runs.get(i).at("/clock/offsets/0/aheadMs").asDouble() / 1e3, 5, "share " + (i + 1));
    }
}
