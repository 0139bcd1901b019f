package reprise.transport.websocket;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import reprise.transport.Sockets;

/** A client on one loop, and what it reported. */
abstract class AgainstPlayedServer {
    final EventLoopGroup loops = Sockets.loops("client-test", 1);
    final Heard heard = new Heard();

    @AfterEach
    void endLoops() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    ClientSocket dial(WebSocketUrl url, ClientSettings settings) {
        return new ClientDialer(url, Offer.NONE, settings, System::nanoTime).dial(loops.next(), null, heard);
    }

    ClientSocket dial(PlayedServer server) {
        return dial(server.url(), ClientSettings.DEFAULT);
    }

    <T> T onLoop(Callable<T> action) {
        return loops.next().submit(action).syncUninterruptibly().getNow();
    }

    void send(ClientSocket socket, String text) {
        loops.next().execute(() -> socket.sendText(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8)));
    }
}
