package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static reprise.scripts.ScriptProcess.Script.AMQP_CLUSTER;
import static reprise.scripts.ScriptProcess.Script.REST_CALLER;
import static reprise.scripts.ScriptProcess.Script.WS_BROADCAST;

import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that listen on IPv6 print URLs that clients of the JDK and RabbitMQ can use unchanged. */
@Tag("waits")
@Order(3)
@Execution(ExecutionMode.CONCURRENT)
final class ListenTest {
    private static final String EVERY = "Listens at every address of this host; from others give one of those instead of ::1.";
    @TempDir
    Path temp;

    private static void requireIpv6() {
        boolean there;
        try (var _ = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            there = true;
        } catch (IOException off) {
            there = false;
        }
        assumeTrue(there, "no IPv6 loopback on this machine");
    }

    private static String url(ScriptProcess script, String scheme) throws Exception {
        return script.awaitLine(scheme).replaceFirst("\\s.*", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1", "[::1]", "::"})
    void everyServer_atAnIpv6Address_isFoundAtItsUrls(String address) throws Exception {
        requireIpv6();
        try (var caller = ScriptProcess.start(REST_CALLER, temp, "serve", "--listen", address, "--port", "0");
             var chat = ScriptProcess.start(WS_BROADCAST, temp, "serve", "--listen", address, "--port", "0");
             var cluster =
                 ScriptProcess.start(AMQP_CLUSTER, temp, "--listen", address, "--out", temp.resolve("run").toString());
             var client = HttpClient.newHttpClient()) {
            var call = HttpRequest.newBuilder(URI.create(url(caller, "http://[::1]:"))).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"procedure\": \"com.example.add2\", \"args\": [2, 3]}")).build();
            assertEquals("{\"args\":[5]}", client.send(call, BodyHandlers.ofString()).body());
            var metrics = HttpRequest.newBuilder(URI.create(url(chat, "http://[::1]:"))).build();
            assertEquals(200, client.send(metrics, BodyHandlers.ofString()).statusCode());
            client.newWebSocketBuilder().buildAsync(URI.create(url(chat, "ws://[::1]:")), new WebSocket.Listener() {})
                .get(60, TimeUnit.SECONDS).abort();
            var router = client.newWebSocketBuilder().subprotocols("wamp.2.json")
                .buildAsync(URI.create(url(caller, "ws://[::1]:")), new WebSocket.Listener() {}).get(60, TimeUnit.SECONDS);
            assertEquals("wamp.2.json", router.getSubprotocol());
            router.abort();
            for (var node : url(cluster, "amqp://[::1]:").substring("amqp://".length()).split(",")) {
                var factory = new ConnectionFactory();
                factory.setUri("amqp://" + node);
                try (var connection = factory.newConnection()) {
                    assertTrue(connection.isOpen(), node);
                }
            }
            for (var script : List.of(caller, chat, cluster)) {
                script.awaitLine(script == caller ? "Procedures" : script == chat ? "Process" : "Type");
                assertEquals(address.equals("::"), script.out().contains(EVERY), script.out());
                assertEquals(130, script.interrupt().exitCode());
            }
        }
    }

    /** The JDK's own hosts file replaces the machine's: the server is at the second address of a name. */
    @Test
    void name_withTwoAddresses_isTriedAtBoth() throws Exception {
        var hosts = Files.writeString(temp.resolve("hosts"), "127.0.0.2 two.example\n127.0.0.1 two.example\n");
        try (var serve = ScriptProcess.start(REST_CALLER, temp, "serve", "--port", "0")) {
            var url = url(serve, "http://127.0.0.1:").replace("127.0.0.1", "two.example");
            var ended = ScriptProcess.runWith(Map.of("JAVA_TOOL_OPTIONS", "-Djdk.net.hosts.file=" + hosts), REST_CALLER, temp,
                "load", "-t1", "-c1", "-d2s", "--warm-up", "0s", "--timeout", "1m", "--procedure", "com.example.add2",
                url.replace("/call", ""));
            assertEquals(0, ended.exitCode(), ended.out() + ended.err());
            assertEquals(130, serve.interrupt().exitCode());
        }
    }

    @Test
    void ports_thatCannotBe_areToldOneByOne() throws Exception {
        var ended =
            ScriptProcess.fails(AMQP_CLUSTER, temp, 2, "--ports has 99999; each must be 1 to 65535, or 0 for any that is free",
            "--ports", "99999,-1,5672,5672",
            "--out", temp.resolve("none").toString());
        assertTrue(ended.err().contains("--ports has -1; ") && ended.err().contains("--ports has one port twice; each node needs its own"),
            ended.err());
        var many =
            ScriptProcess.fails(AMQP_CLUSTER, temp, 2, "--ports has 101 ports; give at most 100", "--ports",
            "0" + ",0".repeat(100), "--out", temp.resolve("none").toString());
        assertEquals("", many.out());
        assertTrue(Files.notExists(temp.resolve("none")), "a folder was made");
    }
}
