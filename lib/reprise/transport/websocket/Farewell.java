package reprise.transport.websocket;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import java.util.concurrent.TimeUnit;

/**
 * Tells a peer why, after a connection has ended for us: the close frame, then the end of our half, and what still comes is thrown
 * away until the peer ends its own. A socket that is closed on unread octets is reset, and a peer that is still sending would never
 * see the code. On the connection's loop.
 */
final class Farewell {
    private static final int WAIT_MS = 2_000;

    private Farewell() {}

    static void say(Channel channel, ByteCounter bytes, int code) {
        bytes.discarding = true;
        channel.writeAndFlush(new CloseWebSocketFrame(code, "")).addListener(said -> {
            if (said.isSuccess()) ((DuplexChannel) channel).shutdownOutput();
            else channel.close();
        });
        if (!channel.isOpen()) return;
        var cutOff = channel.eventLoop().schedule(() -> channel.close(), WAIT_MS, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(_ -> cutOff.cancel(false));
    }
}
