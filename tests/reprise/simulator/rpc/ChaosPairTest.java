package reprise.simulator.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import reprise.simulator.fault.ChaosPace;
import reprise.simulator.fault.ChaosSchedule;
import reprise.simulator.fault.KillLog;
import reprise.testee.broker.Cluster;
import reprise.testee.broker.ClusterPlan;
import reprise.transport.amqp.AmqpSettings;
import reprise.transport.amqp.AmqpUrl;
import reprise.transport.amqp.AmqpUrl.Host;

/**
 * The pair under chaos, at ten times a run's pace: 50 kills, which take 12 s if none takes long; reconnects wait 50 ms. The server only
 * knows node 1, the client only the other two: so whatever is in the server's queue when node 1 dies was confirmed by live nodes, and
 * while node 1 is down a mirrored queue fills up on nodes that die in turn.
 */
@Order(2)
final class ChaosPairTest extends PairRun {
    private static final int KILLS = 50;
    private final KillLog kills = new KillLog(3);
    private final Ledger ledger = Ledger.of(true, true, 1_000_000);
    private final ChaosSchedule chaos = new ChaosSchedule(3, LONG, 7, ChaosPace.EMBEDDED.times(0.1));
    private final ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("faults").factory());
    private Cluster cluster;
    private int starts;

    @Override
    @BeforeEach
    void openLoops() throws Exception {
        cluster = Cluster.start(ClusterPlan.local(3).withMirrored(true));
        super.openLoops();
    }

    @Override
    @AfterEach
    void closeAll() {
        executor.shutdownNow();
        super.closeAll();
        cluster.close();
    }

    @Override
    int port() {
        return cluster.port(1);
    }

    @Test
    void mirroredQueues_over50Kills_loseNothingConfirmedAndEveryMessageIsAccountedFor() {
        var hosts = IntStream.rangeClosed(1, 3).mapToObj(node -> new Host("127.0.0.1", cluster.port(node))).toList();
        var loop = loops.next();
        var plan = plan(0, 32, LONG, 4);
        server = new MessageServer(loop, at("server", hosts, hosts.subList(0, 1)), plan.kind(), plan.target(), 4, clock, this::note)
            .into(ledger);
        client = new MessageClient(loop, at("client", hosts, hosts.subList(1, 3)), plan, clock, this::note);
        ends.into(ledger);
        CompletableFuture.allOf(server.connect(), client.connect()).join();
        start();
        next();
        var totals = client.done().join();
        CompletableFuture.supplyAsync(ledger::whenNoneMissing, loop).thenCompose(missing -> missing)
            .completeOnTimeout(null, 60, TimeUnit.SECONDS).join();
        var received = server.drain(0, 1).join();
        finish();
        var account = LedgerAccount.of(ledger, kills, recorder.startNs(), clock.nanos());
        assertTrue(account.kills().size() >= KILLS, account.kills().size() + " kills");
        assertEquals(0, account.fates().orElseThrow().lost(), () -> lost(account));
        // without mirrors the queue is lost at each death of node 1
        assertEquals(0, totals.unroutable(), () -> "the queue was gone: " + notes);
        assertEquals(3, kills.running().size());
        assertEquals(List.of(totals.attempts(), totals.confirmed(), totals.unroutable(), totals.failed(), totals.interrupted(),
            totals.resent()), account.sends()
            .map(sends ->
            List.of(sends.attempted(), sends.confirmed(), sends.unroutable(), sends.failed(), sends.interrupted(), sends.resends()))
            .orElseThrow());
        assertEquals(List.of(received.received(), received.duplicates()), account.arrivals()
            .map(arrivals -> List.of(arrivals.messages() + arrivals.countedTwice(), arrivals.dropped())).orElseThrow());
    }

    private static Endpoint at(String name, List<Host> cluster, List<Host> order) {
        return new Endpoint(AmqpUrl.guest(cluster), order, AmqpSettings.named(name), QUICK);
    }

    private static String lost(LedgerFigures account) {
        return account.messages() + "\n" + account.kills();
    }

    private void next() {
        long startNs = recorder.startNs();
        chaos.next(clock.nanos() - startNs, kills.running())
            .ifPresent(step -> executor.schedule(() -> perform(step), startNs + step.atNs() - clock.nanos(), TimeUnit.NANOSECONDS));
    }

    private void perform(ChaosSchedule.Step step) {
        long beganNs = clock.nanos();
        if (step.isKill()) {
            cluster.kill(step.node()).join();
            kills.killed(step.node(), beganNs, clock.nanos());
        } else {
            cluster.start(step.node()).join();
            kills.started(step.node(), clock.nanos());
            if (++starts >= KILLS && kills.running().size() == 3) { // the run ends where all are alive
                client.stop();
                return;
            }
        }
        next();
    }
}
