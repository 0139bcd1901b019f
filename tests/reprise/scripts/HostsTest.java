package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.scripts.ScriptProcess.Script.AMQP_CLUSTER;
import static reprise.scripts.ScriptProcess.Script.HTTP_LOAD;
import static reprise.scripts.ScriptProcess.Script.REST_CALLER;
import static reprise.scripts.ScriptProcess.Script.RPC_CAST_FAILOVER;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.peers.Children;
import reprise.peers.Faketime;
import reprise.peers.Hosts;
import reprise.peers.Nginx;
import reprise.peers.RabbitMqHosts;
import reprise.peers.Sshd;

/** The hosts of the documents, each with a network of its own: what runs on several of them does so, and is one run. */
@Tag("waits")
@Order(1)
final class HostsTest {
    private static final Path NOTHING = Path.of("/dev/null");

    @TempDir
    static Path temp;
    private static Hosts hosts;

    @BeforeAll
    static void makeHosts() throws Exception {
        hosts = new Hosts(temp, 3);
        hosts.network(1, "ip addr add 192.0.2.11/24 dev bridge; ip addr add 192.0.2.12/24 dev bridge");
    }

    @AfterAll
    static void endHosts() {
        if (hosts != null) hosts.close();
    }

    private static ScriptProcess start(int host, Map<String, String> environment, ScriptProcess.Script script, Path input, String... args)
        throws Exception {
        return ScriptProcess.startOn(hosts.on(host, Path.of("")), environment, script, input, temp, args);
    }

    /** It may miss a claim: 1. */
    private static ScriptProcess.Ended end(ScriptProcess script) throws Exception {
        var ended = script.await();
        assertTrue(ended.exitCode() <= 1, ended.exitCode() + ": " + ended.out() + ended.err());
        return ended;
    }

    /** sub2 has a callee there, as it was meant: the published error rows are left out. All that is read comes over the only link. */
    @Test
    void networkRows_goToASecondHost() throws Exception {
        var out = temp.resolve("rows");
        try (var router = start(2, Map.of(), REST_CALLER, NOTHING, "serve", "--listen", Hosts.address(2))) {
            router.awaitLine("Procedures ");
            long before = sentBytes();
            try (var load = start(1, Map.of(), REST_CALLER, NOTHING, "--quick", "--time-scale", "0.3", "--only",
                "network-sequential,network-concurrent", "--target", "http://" + Hosts.address(2) + ":8080", "--out", out.toString())) {
                end(load);
            }
            long carried = sentBytes() - before;
            assertEquals(130, router.interrupt().exitCode());
            var run = PerformedRun.in(out);
            var ids = new ArrayList<String>();
            long read = 0;
            for (var phase : run.path("phases")) {
                ids.add(phase.path("id").textValue());
                assertTrue(phase.path("counts").path("requests").longValue() > 0, phase.toString()); // how many is up to the host
                assertEquals(0, phase.path("counts").path("unexpected").longValue(), phase.toString());
                assertFalse(phase.path("facts").path("figures").has("linkAskedUs"), "a link is emulated: " + phase);
                read += phase.path("counts").path("readBytes").longValue();
            }
            var callees = List.of("add2", "sub2-as-meant", "mul2", "div2");
            assertEquals(Stream.of("network-sequential-", "network-concurrent-")
                .flatMap(shape -> callees.stream().map(shape::concat)).toList(), ids);
            assertTrue(carried >= read, carried + " bytes went over the link, and " + read + " were read");
            assertTrue(Files.size(out.resolve("report.html")) > 0);
            assertEquals("host1", run.path("environment").path("host").textValue());
        }
    }

    /** What has gone out at host2's link. */
    private static long sentBytes() throws Exception {
        var command = Stream.concat(hosts.on(2, Path.of("")).stream(), Stream.of("cat", "/proc/net/dev")).toList();
        var asked = Children.process(command).start();
        var line = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
            .filter(each -> each.strip().startsWith("eth0:")).findFirst().orElseThrow();
        return Long.parseLong(line.replaceFirst(".*:", "").strip().split(" +")[8]);
    }

    /** The cluster's nodes have an address each, and the same port. */
    @Test
    void roles_onThreeHosts_areOneRun() throws Exception {
        var input = temp.resolve("input");
        assertEquals(0, Children.process("mkfifo", input.toString()).start().waitFor());
        var out = temp.resolve("cluster");
        try (var _ = new RandomAccessFile(input.toFile(), "rw"); // the cluster's input stays open as long as there is a writer
             var cluster = start(1, Map.of(), AMQP_CLUSTER, input, "--listen", "192.0.2.1,192.0.2.11,192.0.2.12", "--ports",
                 "5672,5672,5672", "--user", "bench:secret", "--out", out.toString())) {
            cluster.awaitLine("amqp://bench:PASSWORD@192.0.2.1:5672,192.0.2.11:5672,192.0.2.12:5672");
            pair("embedded", "bench:secret@192.0.2.1:5672,192.0.2.11:5672,192.0.2.12:5672",
                "case $REPRISE_HOST in 192.0.2.1) n=1;; *.11) n=2;; *) n=3;; esac; echo kill $n > " + input);
            assertEquals(130, cluster.interrupt().exitCode());
        }
        var run = PerformedRun.in(out);
        assertEquals("host1", run.path("environment").path("host").textValue());
        assertTrue(run.events().contains("killed 1"), run.events());
    }

    /** Its node is killed as on a lab's hosts, by a command over ssh. */
    @Test
    void nodesOfRabbitMq_onThreeHosts_areOneCluster() throws Exception {
        var sshd = new Sshd(temp.resolve("ssh"), hosts, 1, 2, 3);
        var rabbitMq = new RabbitMqHosts(Files.createDirectories(temp.resolve("rabbitmq")), hosts, 3);
        pair("rabbitmq", "guest:guest@192.0.2.1:5672,192.0.2.2:5672,192.0.2.3:5672",
            sshd.ssh() + " $REPRISE_HOST kill -9 '$(cat " + rabbitMq.pidFile() + ")'");
        rabbitMq.await(2, "rabbit on node rabbit@host1 down");
    }

    /** Nobody is told that a network has gone: what waits for an answer finds out. */
    @Test
    void share_whoseNetworkIsGone_isNamed_andAllThatWasRecordedIsKept() throws Exception {
        var system = Files.createDirectories(temp.resolve("system"));
        try (var _ = new Nginx(hosts.on(1, system), system, "server { listen 192.0.2.1:8081; location / { return 200 hello; } }");
             var one = share(1); var two = share(2)) {
            two.awaitSaid(" shares began within ");
            hosts.network(2, "ip link set eth0 down");
            try {
                assertTrue(end(one).err().contains("share 2/2 is gone; the others go on without it"));
                var told = end(two).err();
                assertTrue(told.contains("the connection to share 1/2, at which all shares meet, broke: no answer in time"), told);
            } finally {
                hosts.network(2, "ip link set eth0 up");
            }
        }
        var out = temp.resolve("shares");
        var told = end(ScriptProcess.start(HTTP_LOAD, temp, "report", temp.resolve("share1").toString(),
            temp.resolve("share2").toString(), "--out", out.toString())).out();
        assertTrue(told.contains("never sent"), told);
        var run = PerformedRun.in(out);
        assertEquals(200 * 20, Stream.of("requests", "timeouts", "readErrors", "writeErrors", "interrupted", "unsent")
            .mapToInt(run::sum).sum());
        assertTrue(run.notes().contains("Share 1/2: Share 2/2 is gone; the others go on without it"), run.notes());
    }

    /** It takes TCP 11 s to find out, and the load goes on for longer than that. */
    private static ScriptProcess share(int number) throws Exception {
        return start(number, Map.of(), HTTP_LOAD, NOTHING, "-c", "4", "-t", "1", "-R", "200", "-d", "20s", "--warm-up", "0s", "--share",
            number + "/2", "--rendezvous", Hosts.address(1) + ":7000", "--out", temp.resolve("share" + number).toString(),
            "http://192.0.2.1:8081/");
    }

    /** A server, whose clock is 90 s ahead, and a client that kills the first node and comes back at the second, on two hosts. */
    private static void pair(String name, String brokers, String kill) throws Exception {
        var folders = Stream.of("client", "server", "whole").map(role -> temp.resolve(name + "-" + role)).toList();
        var ahead = Faketime.environment("+90s");
        try (var server = start(2, ahead, RPC_CAST_FAILOVER, NOTHING, "server", "--warm-up", "0s", "--duration", "200s", "--rate", "100",
            "--out", folders.get(1).toString(), "--url", "amqp://" + brokers)) {
            server.awaitLine("    0 ");
            try (var client = start(3, Map.of(), RPC_CAST_FAILOVER, NOTHING, "client", "--warm-up", "300ms", "--duration", "100s", "--rate",
                "100", "--kill-at", "2s", "--kill", kill, "--out", folders.get(0).toString(), "--url", "amqp://" + brokers)) {
                // How long the command takes is up to the host: ssh takes seconds of a busy one.
                client.awaitBack("client");
                assertEquals(130, client.interrupt().exitCode());
            }
            assertEquals(130, server.interrupt().exitCode());
        }
        var told = end(ScriptProcess.start(RPC_CAST_FAILOVER, temp, "report", folders.get(0).toString(), folders.get(1).toString(), "--out",
            folders.get(2).toString())).out();
        var run = PerformedRun.in(folders.get(2));
        for (var role : Map.of("client", "host3", "server", "host2").entrySet())
            assertEquals(role.getValue(), run.path("environment").path(role.getKey()).path("host").textValue());
        var offset = run.summary("clockOffsetMs").doubleValue();
        assertEquals(90_000, offset, run.summary("clockOffsetUncertaintyMs").doubleValue() + 100, run.notes());
        assertTrue(run.notes().contains(" ms ahead of the client's"), run.notes());
        run.checkOutage(told);
        int lost = run.sum("sent") - run.sum("received");
        assertEquals(lost, run.summary("lostMessages").intValue());
        assertTrue(lost >= 0 && lost <= run.summary("unroutableMessages").intValue() + 1, "one is under way at a time: " + told);
        assertEquals("reproduced", run.verdict("no-errors"), told);
        checkSeconds(run, told);
    }

    /**
     * What has been sent up to the end of a second has been received by then, or in the next one: in most of them, for a server that stands
     * still for some receives later.
     */
    private static void checkSeconds(PerformedRun run, String told) {
        int ahead = 0;
        int apart = 0;
        for (var second : run.path("seconds")) {
            ahead += second.path("sent").intValue() - second.path("received").intValue();
            if (Math.abs(ahead) > 100) apart++;
        }
        assertTrue(2 * apart < run.path("seconds").size(), apart + " seconds: " + told);
    }
}
