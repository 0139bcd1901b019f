package reprise.peers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** SSH servers of a test's own on its hosts, with keys of its own. They end with the hosts. */
public final class Sshd {
    private final Path client;

    /** Skips the test if OpenSSH's server is not installed. Returns when each of the hosts listens. */
    public Sshd(Path folder, Hosts hosts, int... where) throws Exception {
        assumeTrue(Certificates.isInstalled("sshd"), "no sshd here; install openssh-server");
        Files.createDirectories(folder);
        for (var key : new String[] {"host", "user"}) make(folder, key);
        var server = Files.writeString(folder.resolve("sshd_config"), """
            HostKey %1$s/host
            AuthorizedKeysFile %1$s/user.pub
            StrictModes no
            UsePAM no
            PermitRootLogin prohibit-password
            PidFile none
            """.formatted(folder));
        client = Files.writeString(folder.resolve("ssh_config"), """
            IdentityFile %1$s/user
            IdentitiesOnly yes
            UserKnownHostsFile %1$s/known
            StrictHostKeyChecking no
            LogLevel ERROR
            """.formatted(folder));
        for (int host : where)
            hosts.serve(host, folder, folder.resolve("sshd" + host), "Server listening on 0.0.0.0", "/usr/sbin/sshd", "-D", "-e", "-f",
                server.toString());
    }

    private static void make(Path folder, String name) throws IOException, InterruptedException {
        var keygen = Children.process("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.resolve(name).toString())
            .redirectErrorStream(true).start();
        var said = new String(keygen.getInputStream().readAllBytes());
        if (keygen.waitFor() != 0) throw new IllegalStateException("ssh-keygen: " + said);
    }

    /** The command for which its clients have their keys. */
    public String ssh() {
        return "ssh -F " + client;
    }
}
