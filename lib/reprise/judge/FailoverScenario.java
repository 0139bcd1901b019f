package reprise.judge;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import reprise.recorder.StrictJson;

/**
 * scenarios/rpc-cast-failover.json: the published figures and claims, and the parameters of the document's run
 * (documents/rpc-cast-failover.rst; each section of the file names its own source). Lengths are bytes.
 */
public record FailoverScenario(Scenario scenario, long seed, Load load, int nodes, Duration killAt, Rpc rpc, Reconnect reconnect) {
    private static final String RESOURCE = "scenarios/rpc-cast-failover.json";

    public record Load(double ratePerSec, int threads, Duration duration, int distinctBodies, int bucketBytes, List<SizeBucket> sizes) {}

    /** Bodies of {@code fromBytes} to {@code fromBytes + bucketBytes - 1}, drawn with this weight. */
    public record SizeBucket(int fromBytes, int weight) {}

    public record Rpc(String topic, String server, int duplicatesRemembered) {}

    /**
     * Wait {@code delay} after a break, then try; between tries {@code interval}, longer by {@code backoff} after each round of hosts, at
     * most {@code intervalMax}.
     */
    public record Reconnect(Duration delay, Duration interval, Duration backoff, Duration intervalMax, Duration heartbeat) {}

    /** The same load against other published figures. */
    public FailoverScenario with(Scenario other) {
        return new FailoverScenario(other, seed, load, nodes, killAt, rpc, reconnect);
    }

    /** From the class path, as a script has it by URL. */
    public static FailoverScenario read() throws IOException {
        return ScenarioFile.ofClassPath(RESOURCE, FailoverScenario::parse);
    }

    public static FailoverScenario read(Path file) throws IOException {
        return ScenarioFile.of(file, RESOURCE, FailoverScenario::parse);
    }

    /** @throws StrictJson.Invalid with all that is wrong */
    static FailoverScenario parse(String name, byte[] json) {
        var root = StrictJson.parse(name, json);
        var scenario = Scenario.read(root, FailoverMeasures.NAMES);
        for (var table : List.of("sent", "received")) {
            if (!scenario.tables().containsKey(table))
                root.wrong("published", "an object whose tables are sent and received", "see scenarios/rpc-cast-failover.json");
        }
        var parameters = root.object("parameters");
        long seed = parameters.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE, 1);
        var load = load(parameters.object("load"));
        var cluster = parameters.object("cluster");
        int nodes = (int) cluster.whole("nodes", 2, 9, 3);
        var fault = parameters.object("fault");
        var killAt = fault.duration("killAt", "12s");
        if (killAt.compareTo(load.duration()) >= 0) fault.wrong("killAt", "before the end of the load", "\"12s\"");
        var rpc = parameters.object("rpc");
        var names = new Rpc(rpc.text("topic", "profiler_topic"), rpc.text("server", "profiler_server"),
            (int) rpc.whole("duplicatesRemembered", 1, 100_000, 16));
        var reconnect = parameters.object("reconnect");
        var policy =
            new Reconnect(reconnect.duration("delay", "1s"), reconnect.duration("interval", "1s"), reconnect.duration("backoff", "2s"),
            reconnect.duration("intervalMax", "30s"), reconnect.duration("heartbeat", "60s"));
        for (var section : List.of(cluster, fault, rpc, reconnect)) {
            section.text("source", "where these values come from");
            section.done();
        }
        parameters.done();
        root.done();
        root.orThrow();
        return new FailoverScenario(scenario, seed, load, nodes, killAt, names, policy);
    }

    private static Load load(StrictJson object) {
        var sizes = object.object("sizes");
        sizes.text("source", "where the distribution comes from");
        int bucketBytes = (int) sizes.whole("bucketBytes", 1, 1_000_000, 500);
        var buckets = new ArrayList<SizeBucket>();
        for (var row : sizes.rows("weights", 2, "[[501, 56]]")) {
            boolean whole = row[0] != null && row[1] != null && row[0] == Math.rint(row[0]) && row[1] == Math.rint(row[1]);
            if (whole && row[0] >= 1 && row[0] <= 1e8 && row[1] >= 1 && row[1] <= 1e6)
                buckets.add(new SizeBucket(row[0].intValue(), row[1].intValue()));
            else sizes.wrong("weights", "rows of a length in bytes and a weight, both whole and above 0", "[[501, 56]]");
        }
        if (buckets.isEmpty()) sizes.wrong("weights", "at least one row of a length in bytes and a weight", "[[501, 56]]");
        sizes.done();
        var load = new Load(object.number("ratePerSec", 0.001, 1e7, 1056), (int) object.whole("threads", 1, 1000, 1),
            object.duration("duration", "121s"), (int) object.whole("distinctBodies", 1, 1_000_000, 1000), bucketBytes,
            List.copyOf(buckets));
        object.done();
        return load;
    }
}
