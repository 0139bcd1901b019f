package reprise.sut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.EventLoopGroup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.peers.Certificates;
import reprise.peers.Children;
import reprise.peers.Nginx;
import reprise.recorder.Clock;
import reprise.simulator.Unreachable;
import reprise.simulator.amqp.Amqp;
import reprise.simulator.rpc.QueueKind;
import reprise.simulator.users.Target;
import reprise.simulator.users.Users;
import reprise.sut.RouterUnderTest.Attachment;
import reprise.transport.Sockets;
import reprise.transport.amqp.AmqpFailure;
import reprise.transport.amqp.AmqpUrl;
import reprise.transport.amqp.Properties;
import reprise.transport.http.HttpUrl;
import reprise.transport.tls.ClientTls;
import reprise.transport.websocket.WebSocketUrl;

/** Our own servers with a certificate made for the run, and RabbitMQ with the same: other clients than ours, and ours. */
@Tag("waits")
@Order(5)
final class ServerTlsTest {
    @TempDir
    private static Path temp;
    private static ServerCertificate made;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static EventLoopGroup loops;

    @BeforeAll
    static void make() {
        made = ServerCertificate.made(temp, "127.0.0.1");
        loops = Sockets.loops("server-tls-test", 1);
    }

    @AfterAll
    static void end() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static String run(String... words) throws Exception {
        assumeTrue(Certificates.isInstalled(words[0]), "no " + words[0] + " here; install " + words[0]);
        var process = Children.process(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    /** What openssl finds at a port, with that authority. */
    private static void assertVerified(int port) throws Exception {
        var said = run("openssl", "s_client", "-connect", "127.0.0.1:" + port, "-CAfile", temp.resolve("tls/ca.pem").toString(),
            "-verify_return_error", "-verify_hostname", "localhost");
        assertTrue(said.contains("Verify return code: 0 (ok)") && said.contains("TLSv1.3"), said);
    }

    /** Publishes a message through one node, and takes it from there. */
    private static void assertTakes(AmqpUrl url) throws Exception {
        try (var amqp = Amqp.open(url, loops.next())) {
            var arrived = new LinkedBlockingQueue<String>();
            var queue = amqp.queue("tls").declare();
            amqp.consume(queue, delivery -> arrived.add(delivery.text()));
            var publisher = amqp.publisher().window(10).to(queue);
            publisher.publish("over TLS".getBytes(StandardCharsets.UTF_8), Properties.NONE);
            publisher.awaitConfirmed(PATIENCE);
            assertEquals("over TLS", arrived.poll(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void made_files_areForTheirUserAlone() throws Exception {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made.key())));
        assertFalse(Files.exists(temp.resolve("tls/store.p12")));
        var wrong = assertThrows(IllegalArgumentException.class, () -> ServerCertificate.of(temp.resolve("tls/ca.pem"), made.key()));
        assertTrue(wrong.getMessage().startsWith("the server's key ") && wrong.getMessage().contains("does not fit"), wrong.getMessage());
        assertEquals(made.certificate(), ServerCertificate.of(made.certificate(), made.key()).certificate());
    }

    @Test
    void cluster_withTls_isVerifiedAndTakesMessages_alsoAfterADeath() throws Exception {
        try (var cluster = Brokers.embedded(List.of("127.0.0.1"), List.of(0, 0), QueueKind.CLASSIC, NodeSettings.over(Optional.of(made)))) {
            var hosts = cluster.url().hosts();
            for (var host : hosts) assertVerified(host.port());
            assertTrue(cluster.url().toString().startsWith("amqps://"), cluster.url().toString());
            assertTakes(cluster.url());
            cluster.kill(hosts.getFirst());
            assertTakes(cluster.url());
            var other = cluster.url().secured(ClientTls.USUAL);
            var failure = assertThrows(AmqpFailure.class, () -> Amqp.open(other, loops.next()).close());
            assertEquals(AmqpFailure.Kind.REFUSED, failure.kind());
            assertTrue(failure.getMessage().contains("by an authority that is not trusted here (CN=Reprise authority of a run)"),
                failure.getMessage());
            var plain = AmqpUrl.guest(hosts.subList(1, 2));
            var unheard = assertThrows(AmqpFailure.class, () -> Amqp.open(plain, loops.next()).close());
            assertTrue(unheard.getMessage().matches(".*(that port speaks TLS; write amqps://|without TLS\\?)"), unheard.getMessage());
        }
    }

    @Test
    void rabbitMq_withTls_isVerifiedAndTakesMessages() throws Exception {
        assumeTrue(RabbitMqCluster.isInstalled(), "no RabbitMQ here; install rabbitmq-server");
        try (var cluster = Brokers.rabbitMq(1, QueueKind.CLASSIC, NodeSettings.over(Optional.of(made)),
             temp.resolve("rabbitmq"), new Interruption())) {
            assertVerified(cluster.url().hosts().getFirst().port());
            assertTakes(cluster.url());
            var plain = AmqpUrl.guest(cluster.url().hosts());
            var unheard = assertThrows(AmqpFailure.class, () -> Amqp.open(plain, loops.next()).close());
            assertTrue(unheard.getMessage().matches(".*(that port speaks TLS; write amqps://|without TLS\\?)"), unheard.getMessage());
        }
    }

    @Test
    void router_withTls_answersCurl_andItsCalleesOverWss() throws Exception {
        try (var router = RouterUnderTest.start("127.0.0.1", 0, 0, 1, 1, Optional.of(made))) {
            assertVerified(router.url().port());
            assertEquals("{\"args\":[5]}", call(router, "add2"));
            router.attachOnly(Attachment.WEBSOCKET_JSON);
            assertEquals("{\"args\":[-1]}", call(router, "sub2"));
        }
    }

    private static String call(RouterUnderTest router, String procedure) throws Exception {
        var words = new ArrayList<>(List.of("curl", "-sS", "--cacert", temp.resolve("tls/ca.pem").toString(), "-H",
            "Content-Type: application/json", "-d", "{\"procedure\": \"com.example." + procedure + "\", \"args\": [2, 3]}",
            router.url() + "call"));
        var kept = run(words.toArray(String[]::new));
        words.add(1, "-HConnection: close");
        assertEquals(kept, run(words.toArray(String[]::new))); // the end of such a connection is said in TLS, too
        return kept;
    }

    private static void connect(WebSocketUrl url) {
        try (var users = Users.of(1, _ -> { }, List.of(new Target("chat", url)), 1, Clock.system())) {
            users.connect();
        }
    }

    @Test
    void chat_withTls_takesUsers_andTellsItsMetrics() throws Exception {
        try (var chat = ChatUnderTest.embedded("queueing", Optional.of(made))) {
            assertVerified(chat.url().port());
            assertVerified(chat.metrics().orElseThrow().port());
            connect(chat.url());
            // The server counts a user after its answer, which the user may have read by then.
            while (ServerMetrics.read(chat.metrics().orElseThrow(), PATIENCE).value("all_ws_connections_total").orElseThrow() < 1)
                LockSupport.parkNanos(1_000_000);
            var untrusted = assertThrows(Unreachable.class, () -> connect(chat.url().over(ClientTls.USUAL)));
            assertTrue(untrusted.getMessage().contains("by an authority that is not trusted here"), untrusted.getMessage());
            var plain = new WebSocketUrl("127.0.0.1", chat.url().port(), "/ws");
            assertThrows(Unreachable.class, () -> connect(plain));
        }
    }

    @Test
    void users_throughNginxOverWss_reachAServerWithoutTls() throws Exception {
        try (var chat = ChatUnderTest.embedded("queueing")) {
            int port = Nginx.freePort();
            Files.copy(made.key(), temp.resolve("proxy.key"));
            try (var nginx = new Nginx(temp, """
                server { listen 127.0.0.1:%d ssl; ssl_certificate tls/server.pem; ssl_certificate_key proxy.key;
                location / { proxy_pass http://127.0.0.1:%d; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade;
                proxy_set_header Connection upgrade; } }""".formatted(port, chat.url().port()))) {
                connect(new WebSocketUrl("localhost", port, "/ws", Optional.of(made.client())));
                ServerMetrics.read(new HttpUrl("127.0.0.1", port, "/metrics", Optional.of(made.client())), PATIENCE);
                nginx.awaitLogged(" localhost localhost:" + port + " ");
            }
        }
    }
}
