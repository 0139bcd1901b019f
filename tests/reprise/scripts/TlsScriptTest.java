package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static reprise.scripts.ScriptProcess.Script.HTTP_LOAD;
import static reprise.scripts.ScriptProcess.Script.REST_CALLER;
import static reprise.scripts.ScriptProcess.Script.RPC_CAST_FAILOVER;
import static reprise.scripts.ScriptProcess.Script.WS_BROADCAST;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.peers.Certificates;
import reprise.peers.Nginx;
import reprise.sut.RabbitMqCluster;

/** Scripts over TLS as users start them: against nginx and RabbitMQ, with certificates that fit and others. */
@Tag("waits")
@Order(6)
final class TlsScriptTest {
    @TempDir
    private Path temp;

    private JsonNode run(String folder) throws IOException {
        return new ObjectMapper().readTree(temp.resolve(folder).resolve("run.json").toFile());
    }

    @Test
    void load_ofNginx_isCheckedUnlessItIsInsecure() throws Exception {
        var made = new Certificates(temp);
        made.signed("old", Certificates.LOCAL, "20200101000000Z", "20200201000000Z");
        int port = Nginx.freePort();
        var url = "https://localhost:" + port + "/";
        try (var _ = new Nginx(temp, "server { listen 127.0.0.1:" + port + " ssl; ssl_certificate old.pem; ssl_certificate_key old.key; "
            + "location / { return 200 hello; } }")) {
            ScriptProcess.fails(HTTP_LOAD, temp, 3, "http-load: no connection to localhost:" + port + ": its certificate (CN=old) expired "
                + "on 2020-02-01; renew it there, or check no certificate (--insecure)", "--cacert", made.authority().toString(), url);
            ScriptProcess.fails(HTTP_LOAD, temp, 2, "http-load: --cacert is for TLS, and no URL asks for it; give URL with https, ",
                "--cacert", made.authority().toString(), url.replace("https", "http"));
            ScriptProcess.fails(HTTP_LOAD, temp, 2, "http-load: the authorities' file none.pem: there is no such file; name one ",
                "--cacert", "none.pem", url);
            try (var plain = ScriptProcess.start(HTTP_LOAD, temp, "-c1", "-t1", "-d1m", "--warm-up", "0s", "http://localhost:" + port)) {
                plain.awaitSaid("a reply of status 400; if that port speaks TLS, write https://;");
                plain.interrupt();
            }
            var ended = ScriptProcess.run(HTTP_LOAD, temp, "--insecure", "-c4", "-d2s", "--timeout", "1m", "--expect", "hello", "--out",
                temp.resolve("run").toString(), url);
            assertEquals(0, ended.exitCode(), ended.err());
            assertTrue(ended.out().contains("  handshake of TLS "), ended.out());
            assertTrue(ended.out().contains("--insecure: no server's certificate was checked"), ended.out());
        }
        var run = run("run");
        assertTrue(run.path("parameters").path("tls").asText().endsWith(", no certificate is checked"), run.path("parameters").toString());
        assertTrue(run.path("notes").path(0).asText().startsWith("--insecure: "), run.path("notes").toString());
        assertTrue(!run.path("histograms").path("handshake").asText().isEmpty(), "no handshakes");
    }

    /** Each is told before anything is loaded: what TLS lacks has its own remedy, and a plain request is answered by 400. */
    @Test
    void targets_thatAreNginx_areRefusedInTheWordsOfTls() throws Exception {
        var made = new Certificates(temp);
        made.signed("server", Certificates.LOCAL);
        int port = Nginx.freePort();
        var reply = "{\"args\":[5]}";
        try (var _ = new Nginx(temp, "server { listen 127.0.0.1:" + port + " ssl; ssl_certificate server.pem; "
            + "ssl_certificate_key server.key; location / { return 200 '" + reply + "'; } }")) {
            var place = "localhost:" + port;
            var row = List.of("--duration", "1s", "--only", "network-sequential-add2", "--target");
            var told = "rest-caller: the call {\"procedure\": \"com.example.add2\", \"args\": [2, 3], \"kwargs\": {\"verbose\": "
                + "false}} at ";
            ScriptProcess.fails(REST_CALLER, temp, 3, told + "https://" + place + "/call?seq=0 had no answer: its certificate "
                + "(CN=server) is by an authority that is not trusted here", with(row, "https://" + place));
            ScriptProcess.fails(REST_CALLER, temp, 3, told + "http://" + place + "/call?seq=0 was answered by status 400, <html> <head>",
                with(row, "http://" + place));
            ScriptProcess.fails(WS_BROADCAST, temp, 3, "ws-broadcast: server a: ws://" + place + "/ws: answered 400 Bad Request instead of "
                + "101; if that port speaks TLS, write wss://; if not, look at the path",
                "--duration", "1s", "--target", "a=ws://" + place + "/ws");
            var ended = ScriptProcess.run(REST_CALLER, temp, with(row, "https://" + place, "--cacert", made.authority().toString(), "--out",
                temp.resolve("callers").toString()));
            assertTrue(ended.out().contains("network-sequential-add2         1 "), ended.out() + ended.err());
        }
        assertTrue(run("callers").path("parameters").path("tls").asText().endsWith(", trusts ca.pem"), run("callers").toString());
    }

    private static String[] with(List<String> first, String... more) {
        return Stream.concat(first.stream(), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void failover_ofRabbitMqOverTls_goesOnAtAnotherNode() throws Exception {
        assumeTrue(RabbitMqCluster.isInstalled(), "no RabbitMQ here; install rabbitmq-server");
        var ended = ScriptProcess.run(RPC_CAST_FAILOVER, temp, "--broker", "rabbitmq", "--tls", "--duration", "10s", "--kill-at", "3s",
            "--rate", "50", "--out", temp.resolve("failover").toString());
        assertTrue(ended.exitCode() <= 1, ended.err());
        var run = run("failover");
        assertTrue(run.path("parameters").path("tls").asText().endsWith(", trusts ca.pem"), run.path("parameters").toString());
        assertTrue(!run.path("histograms").path("handshake").asText().isEmpty(), "no handshakes");
        assertTrue(ended.out().contains("Handshakes of TLS, ms"), ended.out());
        // In the race after the kill a cast may find no queue; one that the node had confirmed may die with it.
        var summary = run.path("summary");
        long more = summary.path("lostMessages").asLong(-1) - summary.path("unroutableMessages").asLong();
        assertTrue(more == 0 || more == 1, summary.toString());
    }
}
