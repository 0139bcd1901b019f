package reprise.testee.router;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpRequest;

/** Takes over a connection that requests an upgrade to WebSocket at {@code /ws}. Confined to the port's loop. */
public interface HttpUpgrade {
    /**
     * Takes over the connection, including any refusal. The pipeline holds only Netty's {@code HttpRequestDecoder} and {@code
     * HttpResponseEncoder}, as Netty's handshaker expects. The port closes the channel when it closes itself.
     *
     * @param request without a body; it need not be released
     */
    void begin(Channel channel, FullHttpRequest request);
}
