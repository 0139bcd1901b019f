package reprise.testee.broker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import reprise.testee.ParentCommands;
import reprise.transport.tls.ServerTls;

/**
 * Runs the cluster as a process of its own: {@code ClusterMain NODES PORT,PORT,… HIGH_WATER_BYTES [HOST,…] [mirrored]}, where HOST is
 * one for all nodes or one for each, port 0 picks a free one and 0 bytes stand for two fifths of the heap,
 * and the system property {@value #NET_TICKTIME} is in milliseconds. Its first line of output is one JSON object, {@code
 * {"nodes":[{"node":1,"port":40001},…],"pid":123}}. Then it answers each line of input with one line of output:
 * <pre>
 * kill 1                →  killed 1
 * start 1               →  started 1
 * freeze 1              →  frozen 1       (silent, as if stopped; see {@link Cluster#freeze})
 * thaw 1                →  thawed 1
 * user NAME PASSWORD    →  user NAME      (adds a user who may log in from anywhere; guest from loopback only)
 * anything else         →  error: …
 * </pre>
 * Its nodes speak TLS if {@link ServerTls#flags} say so.
 * It ends as {@link ParentCommands} describes. Exit codes: 0, 2 for wrong arguments, 3 if a port is unavailable.
 */
public final class ClusterMain {
    /** How long a node may be silent before the others take it for dead. */
    public static final String NET_TICKTIME = "reprise.netTicktimeMs";

    private ClusterMain() {}

    public static void main(String[] args) {
        ParentCommands.run(parent -> {
            try (var cluster = Cluster.start(plan(args).withTls(ServerTls.ofFlags()))) {
                parent.serve(hello(cluster), line -> answer(cluster, line));
            }
        });
    }

    static ClusterPlan plan(String[] args) {
        boolean mirrored = args.length > 3 && args[args.length - 1].equals("mirrored");
        int others = mirrored ? args.length - 1 : args.length;
        if (args.length == 5 && !mirrored) {
            throw new IllegalArgumentException("cluster: the last of 5 arguments is '" + args[4]
                + "'; it must be mirrored, or left out");
        }
        if (others < 3 || others > 4) {
            throw new IllegalArgumentException("cluster: " + args.length + " arguments; give NODES PORT,PORT,… HIGH_WATER_BYTES"
                + " [HOST,…] [mirrored], for example 3 0,0,0 268435456");
        }
        int nodes = (int) number("NODES", args[0], 1, 100);
        var ports = new ArrayList<Integer>();
        for (String port : args[1].split(",", -1)) ports.add((int) number("PORT", port, 0, 65_535));
        if (ports.size() != nodes) {
            throw new IllegalArgumentException("cluster: NODES is " + nodes + ", but there are " + ports.size()
                + " ports; give one for each, 0 for any that is free");
        }
        long highWaterBytes = number("HIGH_WATER_BYTES", args[2], 0, Long.MAX_VALUE);
        var plan = ClusterPlan.local(nodes).withPorts(ports).withMirrored(mirrored);
        if (highWaterBytes > 0) plan = plan.withHighWaterBytes(highWaterBytes);
        var ticktime = System.getProperty(NET_TICKTIME);
        if (ticktime != null) plan = plan.withNetTicktime(Duration.ofMillis(number(NET_TICKTIME, ticktime, 1000, Integer.MAX_VALUE)));
        return others == 4 ? plan.withHosts(List.of(args[3].split(",", -1))) : plan;
    }

    private static long number(String name, String text, long least, long most) {
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) return value;
        } catch (NumberFormatException _) {
            // reported below, with values out of range
        }
        throw new IllegalArgumentException("cluster: " + name + " is '" + text + "'; it must be a whole number from " + least
            + " to " + most);
    }

    private static String hello(Cluster cluster) throws JsonProcessingException {
        var nodes = new ArrayList<LinkedHashMap<String, Integer>>();
        for (int node = 1; node <= cluster.nodes(); node++) {
            var one = new LinkedHashMap<String, Integer>();
            one.put("node", node);
            one.put("port", cluster.port(node));
            nodes.add(one);
        }
        var hello = new LinkedHashMap<String, Object>();
        hello.put("nodes", nodes);
        hello.put("pid", ProcessHandle.current().pid());
        return new ObjectMapper().writeValueAsString(hello);
    }

    static String answer(Cluster cluster, String line) {
        String[] words = line.strip().split(" +");
        return ParentCommands.reply(() -> switch (words[0] + "/" + (words.length - 1)) {
            case "kill/1" -> done(cluster.kill(node(words[1])), "killed " + words[1]);
            case "start/1" -> done(cluster.start(node(words[1])), "started " + words[1]);
            case "freeze/1" -> done(cluster.freeze(node(words[1])), "frozen " + words[1]);
            case "thaw/1" -> done(cluster.thaw(node(words[1])), "thawed " + words[1]);
            case "user/2" -> done(cluster.addUser(words[1], words[2]), "user " + words[1]);
            default -> ParentCommands.ERROR + "'" + words[0] + "' is no command with " + (words.length - 1)
                + " words after it; there are: kill N, start N, freeze N, thaw N, user NAME PASSWORD";
        });
    }

    private static int node(String text) {
        return (int) number("node", text, 1, 100);
    }

    private static String done(CompletableFuture<Void> work, String reply) {
        work.join();
        return reply;
    }
}
