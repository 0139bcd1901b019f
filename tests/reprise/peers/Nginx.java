package reprise.peers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** An nginx of a test's own, whose servers the test writes; its folder has {@code access.log}. */
public final class Nginx implements AutoCloseable {
    private final Path folder;
    private final Process process;

    /** Skips the test if nginx is not installed. Returns when it listens. @param servers of its http block */
    public Nginx(Path folder, String servers) throws Exception {
        this(List.of(), folder, servers);
    }

    /** The same on a host of a test. @param on what goes before a command there */
    public Nginx(List<String> on, Path folder, String servers) throws Exception {
        assumeTrue(Certificates.isInstalled("nginx"), "no nginx here; install nginx");
        this.folder = folder;
        Files.writeString(folder.resolve("nginx.conf"), """
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log error.log;
            events { worker_connections 1000; }
            http {
              log_format tls '$ssl_protocol $ssl_session_reused $ssl_server_name $http_host $ssl_client_s_dn';
              access_log access.log tls;
              keepalive_requests 1000000;
              client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
            %s
            }
            """.formatted(servers));
        var nginx = Files.isExecutable(Path.of("/usr/sbin/nginx")) ? "/usr/sbin/nginx" : "nginx";
        var command = new ArrayList<>(on);
        command.addAll(List.of(nginx, "-p", folder.toString(), "-c", folder.resolve("nginx.conf").toString(), "-e", "error.log"));
        process = Children.process(command).redirectErrorStream(true).redirectOutput(folder.resolve("said").toFile()).start();
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (Files.notExists(folder.resolve("nginx.pid"))) { // it is written when its sockets listen
            if (!process.isAlive() || System.nanoTime() > endNs) {
                close();
                throw new AssertionError("nginx does not listen: " + Files.readString(folder.resolve("said")));
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Its requests so far: protocol, reused or not, the name that TLS named, Host, the client's certificate. */
    public String log() throws IOException {
        return Files.readString(folder.resolve("access.log"));
    }

    /** Waits until its log has that, which it writes when it has answered. */
    public void awaitLogged(String text) throws IOException {
        long limitNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!log().contains(text)) {
            if (System.nanoTime() > limitNs) throw new AssertionError("no '" + text + "' in " + log());
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
    }
}
