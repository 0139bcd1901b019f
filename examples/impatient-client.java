///usr/bin/env jbang "$0" "$@" ; exit $?
// Copied from scripts/rpc-cast-failover.java and tweaked: what if the client had waited a tenth of a second, not a second?
// The document's two seconds are the client's own patience, not the broker's: with less of it the outage shrinks as much.
// prints: ^patience 100 ms: stood still for 0\.[0-9]+ s, lost 0
//JAVA 25+
//SOURCES ../lib/Reprise.java
//JAVA_OPTIONS -Xmx128m -XX:+UseSerialGC
//MAIN ImpatientClient

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import reprise.experiment.FailoverExperiment;
import reprise.experiment.FailoverPlan;
import reprise.experiment.FailoverSetup;
import reprise.experiment.FaultPlan;
import reprise.experiment.LiveConsole;
import reprise.experiment.StandardOutput;
import reprise.simulator.rpc.ReconnectPolicy;
import reprise.sut.Brokers;
import reprise.sut.Interruption;

final class ImpatientClient {
    public static void main(String[] args) throws Exception {
        var interruption = Interruption.arm();
        for (var patience : List.of(Duration.ofSeconds(1), Duration.ofMillis(100))) {
            var document = FailoverPlan.document(null);
            // delay, interval, backoff, its most, tries
            var policy = new ReconnectPolicy(patience.toNanos(), patience.toNanos(), 2_000_000_000L, 30_000_000_000L, 0);
            var plan =
                new FailoverPlan(document, FailoverSetup.DOCUMENT, OptionalDouble.of(1056), 1, Duration.ofSeconds(8),
                FaultPlan.killAt(Duration.ofSeconds(3)), 1,
                policy, Duration.ofSeconds(60), Duration.ofSeconds(1));
            try (var brokers = Brokers.embedded("127.0.0.1", List.of(0, 0, 0));
                 var console = LiveConsole.open(System.out, true, "patience " + patience.toMillis() + " ms", plan.duration());
                 var experiment = FailoverExperiment.pair(plan, brokers, console, interruption)) {
                experiment.warmUp();
                experiment.connect();
                experiment.load();
                var summary = experiment.run().summary();
                console.close();
                System.out.printf("patience %d ms: stood still for %.2f s, lost %.0f of %.0f%n", patience.toMillis(),
                    summary.get("outageSec"), summary.get("lostMessages") - summary.get("unroutableMessages"), summary.get("sentMessages"));
            }
        }
        interruption.exit(StandardOutput.exitCode("impatient-client", 0));
    }
}
