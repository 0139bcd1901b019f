package reprise.sut;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import reprise.simulator.fault.ChaosPace;
import reprise.simulator.fault.ChaosSchedule;

/** The brokers that this host can bring by itself, as {@code --broker} names them. */
public enum BrokerKind {
    EMBEDDED, RABBITMQ;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** From {@code embedded}, {@code rabbitmq} or both with a comma between, each once. */
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

    /** What would be started, for {@code --explain}. */
    public String explain(int nodes, boolean mirrored) {
        return switch (this) {
            case EMBEDDED -> "embedded cluster of " + nodes + " nodes";
            case RABBITMQ -> "RabbitMQ cluster of " + nodes + " nodes on this host";
        } + (mirrored ? ", queues mirrored" : "");
    }

    /** Whether random deaths, one node at a time, fit into the run. */
    public void checkChaos(int nodes, Duration duration) {
        try {
            new ChaosSchedule(nodes, duration.toNanos(), 0, pace());
        } catch (IllegalArgumentException e) {
            throw new Failure.BadInput("--chaos: " + e.getMessage().replaceFirst("^chaos: ", "")
                + (nodes < 2 ? "" : "; give a longer --duration"), e);
        }
    }

    private ChaosPace pace() {
        return switch (this) {
            case EMBEDDED -> ChaosPace.EMBEDDED;
            case RABBITMQ -> ChaosPace.RABBITMQ;
        };
    }

    /** Starts them; returns when all can be used. {@code folder} is the run's. */
    public Brokers start(int nodes, boolean mirrored, Path folder, Interruption interruption) {
        return switch (this) {
            case EMBEDDED -> Brokers.embedded("127.0.0.1", Collections.nCopies(nodes, 0), mirrored);
            case RABBITMQ -> Brokers.rabbitMq(nodes, mirrored, folder.resolve("rabbitmq"), interruption);
        };
    }
}
