package reprise.transport.websocket;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what a client connection reported, in order. */
final class Heard implements ClientListener {
    record Opened(long tookNs) {}

    record Text(String text, long atNs) {}

    record Failed(ClientFailure why) {}

    record Closed(ClientEnd end) {}

    final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

    @Override
    public void onOpen(ClientSocket socket, long atNs) {
        events.add(new Opened(atNs - socket.dialedNs()));
    }

    @Override
    public void onText(ClientSocket socket, ByteBuf utf8, long atNs) {
        events.add(new Text(utf8.toString(StandardCharsets.UTF_8), atNs));
    }

    @Override
    public void onFailed(ClientSocket socket, ClientFailure why, long atNs) {
        events.add(new Failed(why));
    }

    @Override
    public void onClosed(ClientSocket socket, ClientEnd end, long atNs) {
        events.add(new Closed(end));
    }

    <T> T next(Class<T> type) throws InterruptedException {
        var event = events.poll(60, TimeUnit.SECONDS);
        if (!type.isInstance(event)) throw new AssertionError("expected " + type.getSimpleName() + ", heard " + event);
        return type.cast(event);
    }
}
