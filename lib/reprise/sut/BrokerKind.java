package reprise.sut;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import reprise.simulator.fault.ChaosPace;
import reprise.simulator.fault.ChaosSchedule;
import reprise.simulator.rpc.QueueKind;

/** The brokers that Reprise can start on this host, as {@code --broker} names them. */
public enum BrokerKind {
    EMBEDDED, RABBITMQ;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Parses {@code embedded}, {@code rabbitmq} or both separated by a comma, each at most once. */
    public static List<BrokerKind> list(List<String> names) {
        var kinds = new ArrayList<BrokerKind>();
        for (var name : names) {
            var kind = java.util.Arrays.stream(values()).filter(each -> each.toString().equals(name)).findFirst()
                .orElseThrow(() ->
                new Failure.BadInput("--broker is '" + name + "'; give embedded, rabbitmq, or both with a comma between"));
            if (kinds.contains(kind)) throw new Failure.BadInput("--broker has " + name + " twice; give it once");
            kinds.add(kind);
        }
        return kinds;
    }

    /** The set-up in words, for {@code --explain}. */
    public String explain(int nodes, QueueKind queues) {
        return switch (this) {
            case EMBEDDED -> "embedded cluster of " + nodes + " nodes";
            case RABBITMQ -> "RabbitMQ cluster of " + nodes + " nodes on this host";
        } + (queues == QueueKind.CLASSIC ? "" : ", " + queues.words());
    }

    /** Throws if random kills, one node at a time, do not fit into the run. */
    public void checkChaos(int nodes, Duration duration) {
        try {
            new ChaosSchedule(nodes, duration.toNanos(), 0, pace());
        } catch (IllegalArgumentException e) {
            throw new Failure.BadInput("--chaos: " + e.getMessage() + (nodes < 2 ? "" : "; give a longer --duration"), e);
        }
    }

    private ChaosPace pace() {
        return switch (this) {
            case EMBEDDED -> ChaosPace.EMBEDDED;
            case RABBITMQ -> ChaosPace.RABBITMQ;
        };
    }

    /** Starts the brokers and returns when all are ready. {@code folder} is the run's. Quorum queues are up to who declares them. */
    public Brokers start(int nodes, QueueKind queues, Path folder, Interruption interruption) {
        return start(nodes, queues, NodeSettings.PLAIN, folder, interruption);
    }

    /** The same, with these settings. */
    public Brokers start(int nodes, QueueKind queues, NodeSettings settings, Path folder, Interruption interruption) {
        return switch (this) {
            case EMBEDDED -> Brokers.embedded(List.of("127.0.0.1"), Collections.nCopies(nodes, 0), queues, settings);
            case RABBITMQ -> Brokers.rabbitMq(nodes, queues, settings, folder.resolve("rabbitmq"), interruption);
        };
    }
}
