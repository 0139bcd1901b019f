package reprise.transport.websocket;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import java.util.concurrent.TimeUnit;

/**
 * Tells a peer why a connection ended on our side: it sends the close frame, shuts our half, and drops incoming bytes until the
 * peer shuts its half. Closing a socket with unread bytes resets it, and a peer that is still sending would never see the code.
 * Confined to the connection's loop.
 */
final class ClosingHandshake {
    private static final int WAIT_MS = 2_000;

    private ClosingHandshake() {}

    static void begin(Channel channel, ByteCounter bytes, int code) {
        bytes.discarding = true;
        channel.writeAndFlush(new CloseWebSocketFrame(code, "")).addListener(written -> {
            if (written.isSuccess()) ((DuplexChannel) channel).shutdownOutput();
            else channel.close();
        });
        if (!channel.isOpen()) return;
        var cutOff = channel.eventLoop().schedule(() -> channel.close(), WAIT_MS, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(_ -> cutOff.cancel(false));
    }
}
