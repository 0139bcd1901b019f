package failover;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import reprise.simulator.rpc.Bodies;
import reprise.simulator.rpc.MessageTarget;
import reprise.simulator.rpc.ReconnectPolicy;

/**
 * The load and the cluster of a fail-over run: the document's values, as its script or a scenario's file has them, or changed by options.
 *
 * @param ratePerSec of all client threads together; absent for unpaced
 * @param duration how long the client sends
 * @param killAt after the start of the load
 * @param nodes of the cluster
 * @param heartbeat whole seconds; 0 for none
 */
public record PairSetup(OptionalDouble ratePerSec, int threads, Duration duration, Duration killAt, int nodes, MessageTarget target,
                        List<Bodies.Bucket> sizes, ReconnectPolicy reconnect, Duration heartbeat, long seed) {
    public PairSetup {
        sizes = List.copyOf(sizes);
    }

    public PairSetup(double ratePerSec, int threads, Duration duration, Duration killAt, int nodes, MessageTarget target,
                     List<Bodies.Bucket> sizes, ReconnectPolicy reconnect, Duration heartbeat, long seed) {
        this(OptionalDouble.of(ratePerSec), threads, duration, killAt, nodes, target, sizes, reconnect, heartbeat, seed);
    }

    /** The same with these delays. */
    public PairSetup reconnecting(ReconnectPolicy policy) {
        return new PairSetup(ratePerSec, threads, duration, killAt, nodes, target, sizes, policy, heartbeat, seed);
    }

    /** The same for another time, with the kill at another time in it. */
    public PairSetup lasting(Duration time, Duration kill) {
        return new PairSetup(ratePerSec, threads, time, kill, nodes, target, sizes, reconnect, heartbeat, seed);
    }

    double meanBodyBytes() {
        double weights = sizes.stream().mapToDouble(Bodies.Bucket::weight).sum();
        return sizes.stream().mapToDouble(size -> size.weight() * (size.fromBytes() + (Bodies.WIDTH_BYTES - 1) / 2.0)).sum() / weights;
    }
}
