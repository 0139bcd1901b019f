package failover;

import static com.fasterxml.jackson.annotation.JsonCreator.Mode.DELEGATING;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import reprise.experiment.DurationOption;
import reprise.judge.Claim;
import reprise.judge.Quantity;
import reprise.judge.Scenario;
import reprise.judge.ScenarioFile;
import reprise.recorder.InvalidFile;
import reprise.recorder.JsonFile;
import reprise.recorder.Limits;
import reprise.simulator.oslo.RecentIds;
import reprise.simulator.rpc.Bodies;
import reprise.simulator.rpc.MessageTarget;
import reprise.simulator.rpc.ReconnectPolicy;
import reprise.sut.Failure;

/**
 * A scenario's file for the document's script: the published figures, and, as in the files of earlier versions, claims and parameters of
 * its own, which stand in place of the script's. A parameter that the simulator supports with one value alone is refused with another,
 * ignored.
 */
public record FailoverScenario(Scenario scenario, PairSetup setup) {
    private static final String RESOURCE = "scenarios/rpc-cast-failover.json";

    private record Parameters(long seed, Load load, Cluster cluster, Fault fault, Rpc rpc, Reconnect reconnect) {
        PairSetup setup() {
            return new PairSetup(load.ratePerSec, load.threads, load.duration, fault.killAt, cluster.nodes,
                new MessageTarget(rpc.topic, rpc.server, MessageTarget.DOCUMENT.method()), load.sizes.weights.stream()
                .map(size -> new Bodies.Bucket(size.fromBytes, size.weight)).toList(), reconnect.policy(), reconnect.heartbeat, seed);
        }
    }

    private record Load(@Limits(least = 0.001, most = 1e7, example = 1056) double ratePerSec,
                       @Limits(least = 1, most = 1000, example = 1) int threads, Duration duration,
                       @Limits(least = Bodies.DRAWN, most = Bodies.DRAWN, example = Bodies.DRAWN) int distinctBodies, Sizes sizes) {}

    /** Bodies have {@code fromBytes} to {@code fromBytes + bucketBytes - 1} bytes. */
    private record Sizes(String source,
        @Limits(least = Bodies.WIDTH_BYTES, most = Bodies.WIDTH_BYTES, example = Bodies.WIDTH_BYTES) int bucketBytes,
        List<SizeBucket> weights) {}

    /** A size and its weight in the draw; in the file an array of the two. */
    private record SizeBucket(int fromBytes, int weight) {
        private static final int MOST_BYTES = 100_000_000;
        private static final int MOST_WEIGHT = 1_000_000;

        @JsonCreator(mode = DELEGATING)
        static SizeBucket of(List<Integer> row) {
            var bucket = row.size() == 2 ? new SizeBucket(row.getFirst(), row.getLast()) : new SizeBucket(0, 0);
            if (bucket.fromBytes < 1 || bucket.fromBytes > MOST_BYTES || bucket.weight < 1 || bucket.weight > MOST_WEIGHT)
                throw new IllegalArgumentException(row + "; it must be a length in bytes from 1 to " + MOST_BYTES
                    + " and a weight from 1 to " + MOST_WEIGHT + ", for example [501, 56]");
            return bucket;
        }
    }

    private record Cluster(String source, @Limits(least = 2, most = 9, example = 3) int nodes) {}

    private record Fault(String source, Duration killAt) {}

    private record Rpc(String source, String topic, String server,
        @Limits(least = RecentIds.KEPT, most = RecentIds.KEPT, example = RecentIds.KEPT) int duplicatesRemembered) {}

    /**
     * After a break the first attempt starts after {@code delay}, further ones after {@code interval}. The interval grows by {@code
     * backoff} after each round of hosts, up to {@code intervalMax}.
     */
    private record Reconnect(String source, Duration delay, Duration interval, Duration backoff, Duration intervalMax, Duration heartbeat) {
        ReconnectPolicy policy() {
            return new ReconnectPolicy(delay.toNanos(), interval.toNanos(), backoff.toNanos(), intervalMax.toNanos(), 0);
        }
    }

    private record Keys(Optional<Parameters> parameters) {}

    /**
     * @param path of a file; null for the document's, which is on the class path, because a script that runs from a URL has no files
     * @param setup of the script, {@code claims} likewise
     * @param measures that claims can name
     */
    public static FailoverScenario read(Path path, PairSetup setup, List<Quantity> measures, List<Claim> claims)
        throws IOException {
        try {
            return path == null ? ScenarioFile.ofClassPath(RESOURCE, (name, json) -> parse(name, json, setup, measures, claims))
                : ScenarioFile.of(path, RESOURCE, (name, json) -> parse(name, json, setup, measures, claims));
        } catch (InvalidFile e) {
            throw new Failure.BadInput(e.getMessage(), e);
        }
    }

    /** @throws InvalidFile with all problems */
    static FailoverScenario parse(String name, byte[] json, PairSetup setup, List<Quantity> measures, List<Claim> claims) {
        var file = JsonFile.parse(name, json);
        var scenario = Scenario.take(file, measures);
        var keys = file.take(Keys.class);
        file.done();
        if (scenario != null && !Stream.of(PublishedSeries.values()).allMatch(series -> series.isIn(scenario))) {
            file.problem("published.tables", "lacks what reports show; it must have sent, of time, sent and errors, and received, of time, "
                + "received and latency, as in " + RESOURCE);
        }
        if (file.isSound("parameters")) keys.parameters.ifPresent(parameters -> check(file, parameters));
        file.orThrow();
        return new FailoverScenario(scenario.claiming(claims), keys.parameters.map(Parameters::setup).orElse(setup));
    }

    private static void check(JsonFile file, Parameters parameters) {
        var sizes = parameters.load.sizes;
        if (sizes.weights.isEmpty()) file.problem("parameters.load.sizes.weights", "is empty; it must have at least one row, [501, 56]");
        var length = parameters.load.duration;
        if (parameters.fault.killAt.compareTo(length) >= 0) {
            file.problem("parameters.fault.killAt", "is " + DurationOption.text(parameters.fault.killAt)
                + "; it must be before the end of the load, which is at " + DurationOption.text(length));
        }
    }
}
