package reprise.simulator.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reprise.recorder.Recorder;
import reprise.testee.broker.Cluster;
import reprise.testee.broker.ClusterPlan;
import reprise.transport.amqp.AmqpUrl.Host;

/** The real oslo.messaging (Debian's python3-oslo.messaging) at the other end, over the embedded cluster. */
final class OsloPeerTest extends CastRun {
    private static final String SET_UP = """
        import sys, time
        import oslo_messaging
        from oslo_config import cfg
        conf = cfg.ConfigOpts()
        conf([])
        from oslo_messaging._metrics import client as metrics
        conf.register_opts(metrics.oslo_messaging_metrics, group='oslo_messaging_metrics')
        transport = oslo_messaging.get_rpc_transport(conf, url='rabbit://guest:guest@127.0.0.1:%s/' % sys.argv[1])
        target = oslo_messaging.Target(topic=sys.argv[2], server='server')
        """;
    private static final String CLIENT = SET_UP + """
        client = oslo_messaging.RPCClient(transport, target)
        for seq in range(1, 6):
            client.prepare().cast({'user': 'joe'} if seq == 5 else {}, 'info', message=(seq, 'x' * seq, time.time(), 0, 0))
        """;
    private static final String SERVER = SET_UP + """
        count, size = 0, 0
        class Endpoint(object):
            def info(self, ctxt, message):
                global count, size
                count += 1
                size += len(message[1])
        server = oslo_messaging.get_rpc_server(transport, target, [Endpoint()], executor='threading')
        server.start()
        print('up', flush=True)
        wanted, deadline = int(sys.stdin.readline()), time.time() + 20
        while count < wanted and time.time() < deadline:
            time.sleep(0.01)
        server.stop()
        server.wait()
        print(count, size, flush=True)
        """;

    private final List<Process> peers = new ArrayList<>();
    private Cluster cluster;

    @Override
    @BeforeEach
    void openLoops() throws Exception {
        assumeTrue(installed(), "no oslo.messaging on this machine (apt-get install python3-oslo.messaging)");
        cluster = Cluster.start(ClusterPlan.local(1));
        super.openLoops();
    }

    @Override
    @AfterEach
    void closeAll() {
        peers.forEach(Process::destroyForcibly);
        if (cluster == null) return;
        super.closeAll();
        cluster.close();
    }

    @Override
    int port() {
        return cluster.port(1);
    }

    @Test
    void oslosClient_castsToOurServer_allAreReceived() throws Exception {
        connect(plan(0, 1, 50 * MS, 4), List.of(new Host("127.0.0.1", port())), Optional.empty());
        recorder = new Recorder(CastSchema.of(0), clock.nanos());
        server.start(recorder.loop(), recorder.startNs()).join();
        var peer = python(CLIENT);
        var received = server.drain(5, 30_000 * MS).join();
        var said = new String(peer.getInputStream().readAllBytes());
        assertEquals(0, peer.waitFor(), said);
        // x, xx, … xxxxx: 1 + 2 + 3 + 4 + 5 bytes.
        assertEquals(new CastServer.Totals(5, 15, 0, 0, 0), received, said + notes);
    }

    @Test
    void ourClient_castsToOslosServer_allAreReceived() throws Exception {
        var plan = plan(200, 1, 300 * MS, 4);
        var peer = python(SERVER);
        var out = peer.inputReader();
        assertEquals("up", out.readLine());
        client = new CastClient(loops.next(), party("client", relays(), Optional.empty()), plan, clock, this::note);
        client.connect().join();
        recorder = new Recorder(CastSchema.of(0), clock.nanos());
        client.start(recorder.loop(), recorder.startNs());
        var totals = client.done().join();
        peer.outputWriter().append(totals.confirmed() + "\n").close();
        var last = out.lines().reduce((_, line) -> line).orElse("");
        assertEquals(0, peer.waitFor());
        assertEquals(totals.attempts(), totals.confirmed());
        assertEquals(totals.confirmed() + " " + totals.sentBytes(), last);
    }

    private Process python(String script) throws IOException {
        var peer = new ProcessBuilder("/usr/bin/python3", "-W", "ignore", "-c", script, "" + port(), "topic_" + TOPICS.get())
            .redirectErrorStream(true).start();
        peers.add(peer);
        return peer;
    }

    private static boolean installed() throws Exception {
        return Files.isExecutable(Path.of("/usr/bin/python3"))
            && new ProcessBuilder("/usr/bin/python3", "-c", "import oslo_messaging").redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
    }
}
