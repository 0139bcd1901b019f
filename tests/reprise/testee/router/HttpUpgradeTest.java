package reprise.testee.router;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections that request an upgrade to WebSocket: the peers are Netty's handshaker and the JDK's client. */
final class HttpUpgradeTest {
    private static final String UPGRADE = "host: here\r\nconnection: keep-alive, Upgrade\r\nupgrade: WebSocket\r\n"
        + "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    private final HttpStage stage = new HttpStage(HttpPlan.local(), (channel, request) -> {
        assertEquals(java.util.List.of("HttpResponseEncoder#0", "HttpIntake#0"), channel.pipeline().names().subList(0, 2));
        channel.pipeline().addLast(new SimpleChannelInboundHandler<TextWebSocketFrame>() {
            @Override
            protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
                context.writeAndFlush(new TextWebSocketFrame("you said " + frame.text()));
            }
        });
        new WebSocketServerHandshakerFactory("ws://here/ws", "wamp.2.json", false).newHandshaker(request).handshake(channel, request);
    });

    @AfterEach
    void end() {
        stage.close();
    }

    @Test
    void websocket_ofAnotherLibrary_talks() throws Exception {
        var said = new CompletableFuture<String>();
        try (var clients = HttpClient.newHttpClient()) {
            var socket = clients.newWebSocketBuilder().subprotocols("wamp.2.json")
                .buildAsync(URI.create("ws://127.0.0.1:" + stage.http.port() + "/ws"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                        said.complete(text.toString());
                        return null;
                    }
                }).get(60, TimeUnit.SECONDS);
            socket.sendText("hello", true);
            assertEquals("you said hello", said.get(60, TimeUnit.SECONDS));
            stage.awaitConnections(1);
            socket.abort();
            stage.awaitConnections(0);
        }
    }

    /** The key and its answer are those of RFC 6455, section 1.3. An earlier call on the same connection does no harm. */
    @Test
    void upgrade_afterACallThatIsAnswered_isTaken() throws Exception {
        try (var client = stage.client()) {
            client.assertServed();
            var reply = client.say("GET /ws?x=y HTTP/1.1\r\n" + UPGRADE).read(false);
            assertEquals("101 s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", reply.status() + " " + reply.headers().get("sec-websocket-accept"));
        }
    }

    @Test
    void upgrade_behindACallThatWaits_isRefused() throws Exception {
        try (var client = stage.client()) {
            client.say(HttpSocket.call("com.example.later", "[]") + "GET /ws HTTP/1.1\r\n" + UPGRADE);
            stage.nextWaiting().result("[1]");
            assertEquals("{\"args\":[1]}", client.read().body());
            assertEquals(400, client.read().status());
            client.assertEnded();
        }
    }

    @Test
    void request_thatIsNoUpgrade_isToldThatOneIsAwaited() throws Exception {
        try (var client = stage.client()) {
            var plain = client.ask("GET /ws HTTP/1.1\r\nhost: here\r\n\r\n");
            assertEquals("426 websocket", plain.status() + " " + plain.headers().get("upgrade"));
            var posted = client.ask("POST /ws HTTP/1.1\r\ncontent-length: 0\r\n" + UPGRADE);
            assertEquals("405 GET", posted.status() + " " + posted.headers().get("allow"));
            assertEquals(404, client.ask("GET /other HTTP/1.1\r\n" + UPGRADE).status());
            client.assertServed();
        }
    }
}
