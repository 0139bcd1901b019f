package reprise.testee.broker;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import reprise.transport.tls.ServerTls;

/**
 * A cluster's set-up: the host of each node, or one for all, one port for each node (0 for any free one), how many bytes of
 * messages it holds before publishers are blocked, how long a client may take to log in or to answer a close, whether queues are mirrored
 * on all running nodes, as with RabbitMQ's policy {@code ha-mode: all, ha-sync-mode: automatic}, how its nodes speak TLS, if they do, and
 * how long a node may be silent before the others take it for dead.
 */
public record ClusterPlan(List<String> hosts, List<Integer> ports, long highWaterBytes, Duration patience, boolean mirrored,
                          Optional<ServerTls> tls, Duration netTicktime) {
    /** RabbitMQ's handshake_timeout. */
    private static final Duration RABBITMQS_PATIENCE = Duration.ofSeconds(10);

    /** Erlang's net_ticktime. */
    private static final Duration ERLANGS_TICKTIME = Duration.ofSeconds(60);

    public ClusterPlan {
        ports = List.copyOf(ports);
        if (ports.isEmpty()) throw new IllegalArgumentException("cluster: no nodes; give at least one port, or 0 for any");
        for (int port : ports) {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("cluster: port is " + port + "; it must be 1 to 65535, or 0 for any");
            }
        }
        hosts = List.copyOf(hosts);
        if (hosts.size() != 1 && hosts.size() != ports.size()) {
            throw new IllegalArgumentException("cluster: " + hosts.size() + " hosts for " + ports.size()
                + " nodes; give one for all, or one for each");
        }
        if (highWaterBytes <= 0) {
            throw new IllegalArgumentException("cluster: highWaterBytes is " + highWaterBytes
                + "; it must be above 0, for example 268435456");
        }
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("cluster: patience is " + patience + "; it must be above 0, for example PT10S");
        }
        if (netTicktime.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("cluster: netTicktime is " + netTicktime + "; it must be at least PT1S, for example PT1M");
        }
    }

    /** On loopback, on free ports; messages may fill two fifths of the heap, RabbitMQ's share of the memory. */
    public static ClusterPlan local(int nodes) {
        return new ClusterPlan(List.of("127.0.0.1"), Collections.nCopies(nodes, 0), Runtime.getRuntime().maxMemory() / 10 * 4,
            RABBITMQS_PATIENCE, false, Optional.empty(), ERLANGS_TICKTIME);
    }

    public ClusterPlan withHighWaterBytes(long bytes) {
        return new ClusterPlan(hosts, ports, bytes, patience, mirrored, tls, netTicktime);
    }

    public ClusterPlan withPorts(List<Integer> newPorts) {
        return new ClusterPlan(hosts, newPorts, highWaterBytes, patience, mirrored, tls, netTicktime);
    }

    public ClusterPlan withHosts(List<String> newHosts) {
        return new ClusterPlan(newHosts, ports, highWaterBytes, patience, mirrored, tls, netTicktime);
    }

    /** Where a node listens; nodes count from 1. */
    String host(int node) {
        return hosts.get(hosts.size() == 1 ? 0 : node - 1);
    }

    public ClusterPlan withMirrored(boolean newMirrored) {
        return new ClusterPlan(hosts, ports, highWaterBytes, patience, newMirrored, tls, netTicktime);
    }

    public ClusterPlan withTls(Optional<ServerTls> spoken) {
        return new ClusterPlan(hosts, ports, highWaterBytes, patience, mirrored, spoken, netTicktime);
    }

    public ClusterPlan withNetTicktime(Duration newTicktime) {
        return new ClusterPlan(hosts, ports, highWaterBytes, patience, mirrored, tls, newTicktime);
    }
}
