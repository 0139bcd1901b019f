package reprise.peers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A Slurm of a test's own, on its hosts: the controller on the first, a node on each other. It ends with them. */
public final class Slurm {
    private static final String SBIN = "/usr/sbin/";
    private final Hosts hosts;
    private final Path conf;

    /** Skips the test if Slurm is not installed. Returns when all nodes are idle. @param count of the hosts, the controller's too */
    public Slurm(Path folder, Hosts hosts, int count) throws Exception {
        assumeInstalled();
        this.hosts = hosts;
        conf = folder.resolve("slurm.conf");
        var nodes = new StringBuilder();
        for (int host = 2; host <= count; host++)
            nodes.append("NodeName=host").append(host).append(" NodeAddr=").append(Hosts.address(host)).append(" CPUs=2\n");
        Files.createDirectories(folder.resolve("state"));
        Files.writeString(conf, """
            ClusterName=lab
            SlurmctldHost=host1(%1$s)
            SlurmUser=root
            AuthType=auth/none
            CredType=cred/none
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_CPU
            SlurmdParameters=config_overrides
            ReturnToService=2
            StateSaveLocation=%2$s/state
            SlurmdSpoolDir=%2$s/spool-%%n
            SlurmctldPidFile=%2$s/slurmctld.pid
            SlurmdPidFile=%2$s/slurmd-%%n.pid
            %3$sPartitionName=lab Nodes=ALL Default=YES
            """.formatted(Hosts.address(1), folder, nodes));
        hosts.serve(1, folder, folder.resolve("slurmctld"), "Running as primary controller", SBIN + "slurmctld", "-D", "-f",
            conf.toString());
        for (int host = 2; host <= count; host++)
            hosts.serve(host, folder, folder.resolve("slurmd" + host), "slurmd started", SBIN + "slurmd", "-D", "-N", "host" + host, "-f",
                conf.toString());
        awaitIdle(folder, count - 1);
    }

    public static void assumeInstalled() {
        for (var program : List.of("slurmctld", "slurmd", "srun"))
            assumeTrue(Certificates.isInstalled(program), "no " + program + " here; install slurmctld, slurmd and slurm-client");
    }

    /** What the commands of a user need in their environment. */
    public Map<String, String> environment() {
        return Map.of("SLURM_CONF", conf.toString());
    }

    private void awaitIdle(Path folder, int nodes) throws IOException, InterruptedException {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        for (String states = ""; !states.equals("idle " + nodes); states = states(folder)) {
            if (System.nanoTime() > endNs) throw new IllegalStateException("Slurm's nodes are " + states + ": " + said(folder));
            LockSupport.parkNanos(50_000_000);
        }
    }

    private String states(Path folder) throws IOException, InterruptedException {
        var sinfo = Children.process(Stream.concat(hosts.on(1, folder).stream(), Stream.of("sinfo", "-h", "-o", "%T %D")).toList())
            .redirectErrorStream(true);
        sinfo.environment().putAll(environment());
        var process = sinfo.start();
        var states = new String(process.getInputStream().readAllBytes()).strip();
        process.waitFor();
        return states;
    }

    private static String said(Path folder) throws IOException {
        var said = new ArrayList<String>();
        try (var logs = Files.newDirectoryStream(folder, "slurm*d*")) {
            for (var log : logs) if (Files.isRegularFile(log)) said.add(Files.readString(log));
        }
        return String.join("\n", said);
    }
}
