package reprise.peers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Hosts of a test's own, of namespaces: each has its network, name, boot, processes, mounts and monotonic clock, and all have this
 * machine's files and wall clock. They are host1, host2 and so on, at 192.0.2.1 and so on (RFC 5737), which nothing outside of them
 * reaches; a pair of veth joins each to a bridge in the first.
 *
 * <p>A host lives as long as its first process, which reads what only this JVM can close. With it go its links and all of its processes,
 * whichever way this JVM ends, and nothing has a name that another run could meet.
 */
public final class Hosts implements AutoCloseable {
    private static final List<String> NAMESPACES = List.of("unshare", "--net", "--uts", "--mount", "--pid", "--fork", "--kill-child",
        "--mount-proc", "--time");
    /** sshd wants its folder in /run. Names in /dev/shm and the JVMs' folder are numbers of processes, which each host counts from 1. */
    private static final String FIRST_PROCESS = """
        hostname "$1" && mount --bind "$2" /etc/hosts && mount --bind "$3" /proc/sys/kernel/random/boot_id &&
        mount -t tmpfs -o mode=755 run /run && mkdir /run/sshd && mount -t tmpfs shm /dev/shm && mkdir -p /tmp/hsperfdata_root &&
        mount -t tmpfs -o mode=755 jvms /tmp/hsperfdata_root && ip link set lo up && echo up && exec cat
        """;

    private final Path folder;
    private final List<Process> keepers = new ArrayList<>();

    /** Skips the test where hosts cannot be made. @param folder for their files */
    public Hosts(Path folder, int count) throws Exception {
        this.folder = folder;
        assumeTrue(arePossible(), "no namespaces here; run as root, with iproute2 and util-linux installed");
        var names = new StringBuilder("127.0.0.1 localhost\n");
        for (int host = 1; host <= count; host++) names.append(address(host)).append(" host").append(host).append('\n');
        Files.writeString(folder.resolve("hosts"), names);
        try {
            for (int host = 1; host <= count; host++) start(host);
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static boolean arePossible() throws IOException, InterruptedException {
        if (!Certificates.isInstalled("ip") || !Certificates.isInstalled("unshare")) return false;
        var tried = new ArrayList<>(NAMESPACES);
        tried.addAll(List.of("ip", "link", "add", "type", "veth"));
        return Children.process(tried).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
    }

    public static String address(int host) {
        return "192.0.2." + host;
    }

    private void start(int host) throws IOException, InterruptedException {
        var boot = Files.writeString(folder.resolve("boot" + host), UUID.randomUUID() + "\n");
        var command = new ArrayList<>(NAMESPACES);
        // They were booted at different times: nothing that compares monotonic clocks across hosts goes unseen.
        command.addAll(List.of("--monotonic", String.valueOf(100_000 * host)));
        command.addAll(List.of("sh", "-c", FIRST_PROCESS, "host", "host" + host, folder.resolve("hosts").toString(), boot.toString()));
        var keeper = Children.process(command).redirectError(folder.resolve("host" + host).toFile()).start();
        keepers.add(keeper);
        if (!"up".equals(keeper.inputReader().readLine()))
            throw new IllegalStateException("host" + host + ": " + Files.readString(folder.resolve("host" + host)));
        if (host == 1) {
            network(1, "ip link add bridge type bridge; ip addr add " + address(1) + "/24 dev bridge; ip link set bridge up");
            return;
        }
        network(1, "ip link add host" + host + " type veth peer name eth0 netns " + first(host) + "; ip link set host" + host
            + " master bridge up");
        network(host, "ip addr add " + address(host) + "/24 dev eth0; ip link set eth0 up");
    }

    /** Runs commands in a host's network alone, where the processes have this machine's numbers. */
    public void network(int host, String commands) throws IOException, InterruptedException {
        run(List.of("nsenter", "--net", "--target", first(host), "sh", "-ec", commands));
    }

    private void run(List<String> command) throws IOException, InterruptedException {
        var process = Children.process(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) throw new IllegalStateException(command + ": " + said);
    }

    /** The number that a host's first process has on this machine. */
    private String first(int host) {
        return String.valueOf(keepers.get(host - 1).children().findFirst().orElseThrow().pid());
    }

    /** What goes before a command to run it there, in this folder. Its process is the only child of the one that is started. */
    public List<String> on(int host, Path in) {
        return List.of("nsenter", "--net", "--uts", "--mount", "--pid", "--time", "--target", first(host), "env", "-C",
            in.toAbsolutePath().toString());
    }

    /** Starts what runs until the hosts end, and waits until its output, which goes to this file, has the text. */
    public void serve(int host, Path in, Path output, String awaited, String... command) throws IOException {
        var words = new ArrayList<>(on(host, in));
        words.addAll(List.of(command));
        var server = Children.process(words).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.readString(output).contains(awaited)) {
            if (!server.isAlive() || System.nanoTime() > endNs)
                throw new IllegalStateException(List.of(command) + " is not up: " + Files.readString(output));
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Override
    public void close() {
        for (var keeper : keepers.reversed()) {
            keeper.destroy();
            keeper.onExit().join();
        }
    }
}
