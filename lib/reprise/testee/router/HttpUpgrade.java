package reprise.testee.router;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpRequest;

/** Takes a connection over that asks at {@code /ws} to become a WebSocket. On the port's loop. */
public interface HttpUpgrade {
    /**
     * The pipeline holds Netty's {@code HttpRequestDecoder} and {@code HttpResponseEncoder} and nothing else, as Netty's
     * handshaker expects it: what is to become of the connection is this method's affair, a refusal too. The channel's port
     * closes it when it closes itself.
     *
     * @param request without a body; it need not be released
     */
    void begin(Channel channel, FullHttpRequest request);
}
