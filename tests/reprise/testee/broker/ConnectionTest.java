package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.LongString;
import com.rabbitmq.client.SaslMechanism;
import com.rabbitmq.client.impl.LongStringHelper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reprise.testee.Changed;
import reprise.transport.amqp.ConnectionMethod;
import reprise.transport.amqp.FieldTable;
import reprise.transport.amqp.Frame;

/** Logging in, tuning and heartbeats. */
@Tag("waits")
final class ConnectionTest {
    private static final Map<String, String> USERS = Map.of("guest", "guest", "lab", "secret");
    private static Clients clients;

    @BeforeAll
    static void start() {
        clients = Clients.of(1);
    }

    @AfterAll
    static void end() {
        clients.close();
    }

    @Test
    void plain_withAnAddedUser_comesIn() throws Exception {
        clients.cluster.addUser("lab", "secret").join();
        var factory = clients.factory(1);
        factory.setUsername("lab");
        factory.setPassword("secret");
        assertTrue(clients.opened(factory.newConnection()).isOpen());
    }

    @Test
    void plain_withAWrongPassword_isRefusedInWords() {
        var factory = clients.factory(1);
        factory.setPassword("wrong");
        var refused = assertThrows(AuthenticationFailureException.class, factory::newConnection);
        assertTrue(refused.getMessage().contains("ACCESS_REFUSED"), refused.getMessage());
    }

    /** AMQPLAIN: the table's content without its length. */
    private static byte[] amqplain(String user, String password) {
        ByteBuf table = Unpooled.buffer();
        FieldTable.write(table, Map.of("LOGIN", user, "PASSWORD", password));
        byte[] content = new byte[table.readableBytes() - Integer.BYTES];
        table.getBytes(Integer.BYTES, content);
        return content;
    }

    @Test
    void amqplain_fromTheJavaClient_comesIn() throws Exception {
        var factory = clients.factory(1);
        factory.setSaslConfig(mechanisms -> new SaslMechanism() {
            @Override
            public String getName() {
                return "AMQPLAIN";
            }

            @Override
            public LongString handleChallenge(LongString challenge, String user, String password) {
                return LongStringHelper.asLongString(amqplain(user, password));
            }
        });
        assertTrue(clients.opened(factory.newConnection()).isOpen());
    }

    @Test
    void guest_fromElsewhere_staysOut() throws IOException {
        var loopback = InetAddress.getByName("127.0.0.1");
        var elsewhere = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
        assertTrue(new Login("guest", "guest").allowed(USERS, loopback));
        assertFalse(new Login("guest", "guest").allowed(USERS, elsewhere));
        assertTrue(new Login("lab", "secret").allowed(USERS, elsewhere));
        assertFalse(new Login("nobody", "secret").allowed(USERS, loopback));
        assertFalse(new Login("lab", "guest").allowed(USERS, loopback));
    }

    @Test
    void login_inWords_keepsThePasswordBack() {
        assertEquals("Login[user=lab]", new Login("lab", "secret").toString());
        assertEquals(new Login("lab", "secret"), Login.of("PLAIN", "\0lab\0secret".getBytes()));
        assertEquals(new Login("lab", "secret"), Login.of("AMQPLAIN", amqplain("lab", "secret")));
    }

    @Test
    void virtualHost_unknown_isNotAllowed() {
        var factory = clients.factory(1);
        factory.setVirtualHost("/other");
        Clients.assertRefused(530, 10, 40, factory::newConnection);
    }

    @Test
    void frameMax_ofTheClient_cutsDeliveries() throws Exception {
        var factory = clients.factory(1);
        factory.setRequestedFrameMax(4096);
        factory.setRequestedChannelMax(7);
        var connection = clients.opened(factory.newConnection());
        assertEquals(4096, connection.getFrameMax());
        assertEquals(7, connection.getChannelMax());
        var channel = connection.createChannel();
        String queue = channel.queueDeclare().getQueue();
        channel.basicPublish("", queue, null, new byte[10_000]); // 4088 + 4088 + 1824; the client checks each frame
        assertEquals(10_000, channel.basicGet(queue, true).getBody().length);
    }

    @Test
    void handshake_withoutEnd_isEnded() throws IOException {
        try (var hasty = Cluster.start(Changed.of(ClusterPlan.local(1), "patience", Duration.ofSeconds(1)));
             var silent = new RawClient(hasty.port(1)); var half = new RawClient(hasty.port(1))) {
            half.say(RawClient.PROTOCOL_HEADER);
            half.read();
            half.say("\1\0\0");
            assertNull(silent.read());
            assertNull(half.read());
        }
    }

    private static RawClient withHeartbeat(int sec) throws IOException {
        var client = new RawClient(clients.cluster.port(1));
        client.say(RawClient.PROTOCOL_HEADER);
        client.read();
        client.login(Map.of(), "\0guest\0guest");
        client.read();
        client.send(0, new ConnectionMethod.TuneOk(2047, 131_072, sec));
        client.send(0, new ConnectionMethod.Open("/"));
        client.read();
        return client;
    }

    @Test
    void heartbeat_ofTheBroker_comesAndItsClientsSilenceEndsIt() throws IOException {
        try (var client = withHeartbeat(1)) {
            assertEquals(Frame.HEARTBEAT, client.in.read());
            client.in.skipNBytes(7);
            while (client.in.read() >= 0); // more heartbeats, until two intervals have passed without one from us
        }
    }

    @Test
    void heartbeat_ofTheClient_keepsIt() throws IOException {
        try (var client = withHeartbeat(1)) {
            // Each answers one of the broker's, which sends two per interval: 6 exceed its patience.
            for (int beats = 0; beats < 6; beats++) {
                assertEquals(Frame.HEARTBEAT, client.in.read());
                client.in.skipNBytes(7);
                client.frame(Frame.HEARTBEAT, 0, "");
            }
            client.send(0, new ConnectionMethod.Close(200, "bye", 0));
            assertEquals(new ConnectionMethod.CloseOk(), client.read());
        }
    }
}
