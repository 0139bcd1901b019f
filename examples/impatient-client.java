///usr/bin/env jbang "$0" "$@" ; exit $?
// Copied from scripts/rpc-cast-failover.java and tweaked: what if the client had waited a tenth of a second instead of a second?
// The document's two seconds are the client's own delays, not the broker's: shorter delays shorten the outage as much.
// prints: ^patience 100 ms: stood still for 0\.[0-9]+ s, lost 0
//JAVA 25+
//SOURCES ../lib/Reprise.java
//SOURCES ../scripts/failover/Parts.java
//SOURCES ../scripts/rpc-cast-failover.java
//JAVA_OPTIONS -Xmx128m -XX:+UseSerialGC
//MAIN ImpatientClient

import failover.FailoverPair;
import failover.FailoverPlan;
import failover.FailoverSetup;
import failover.FaultPlan;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import reprise.experiment.Experiment;
import reprise.experiment.LiveConsole;
import reprise.experiment.StandardOutput;
import reprise.simulator.rpc.ReconnectPolicy;
import reprise.sut.Brokers;
import reprise.sut.Interruption;

final class ImpatientClient {
    public static void main(String[] args) throws Exception {
        var interruption = new Interruption().arm();
        for (var patience : List.of(Duration.ofSeconds(1), Duration.ofMillis(100))) {
            // delay, interval, back-off, its maximum, attempts
            var policy = new ReconnectPolicy(patience.toNanos(), patience.toNanos(), 2_000_000_000L, 30_000_000_000L, 0);
            var setup = RpcCastFailover.DOCUMENT.lasting(Duration.ofSeconds(8), Duration.ofSeconds(3)).reconnecting(policy);
            var plan = new FailoverPlan(setup, FailoverSetup.DOCUMENT, FaultPlan.killAt(setup.killAt()), Duration.ofSeconds(1));
            try (var console = LiveConsole.open(System.out, true, "patience " + patience.toMillis() + " ms", plan.duration());
                 var x = new Experiment(Files.createTempDirectory("impatient"), setup.seed(), console, interruption)) {
                var brokers = x.start("three nodes", () -> Brokers.embedded("127.0.0.1", List.of(0, 0, 0)));
                var pair = new FailoverPair(plan, brokers, FailoverPair.BOTH, x);
                pair.warmUp();
                x.measure(pair, plan.duration(), pair.faults());
                var summary = x.recorded().summary();
                console.close();
                System.out.printf("patience %d ms: stood still for %.2f s, lost %.0f of %.0f%n", patience.toMillis(),
                    summary.get("outageSec"), summary.get("lostMessages") - summary.get("unroutableMessages"), summary.get("sentMessages"));
            }
        }
        interruption.exit(StandardOutput.exitCode("impatient-client", 0));
    }
}
