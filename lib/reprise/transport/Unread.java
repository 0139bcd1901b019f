package reprise.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The bytes that wait in a server's sockets for peers that do not read, all together: each socket has a limit of its own, but many at
 * theirs are more than there is memory. Counted as Netty does, a place of each buffer included. On the one event loop.
 */
public final class Unread {
    private static final long LOOK_AGAIN_MS = 100;

    private final EventLoop loop;
    private final long mostBytes;
    private final Set<Of> waiting = new LinkedHashSet<>();
    private long bytes;
    private boolean due;

    public Unread(EventLoop loop, long mostBytes) {
        this.loop = loop;
        this.mostBytes = mostBytes;
    }

    public long bytes() {
        return bytes;
    }

    /** One socket's part. */
    public Of of(Channel socket) {
        return new Of(socket);
    }

    // A socket tells when it is nearly empty, and not on the way there.
    private void look() {
        due = false;
        for (var one : List.copyOf(waiting)) one.measure();
        lookLater();
    }

    private void lookLater() {
        if (due || waiting.isEmpty()) return;
        due = true;
        loop.schedule(this::look, LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
    }

    /** What waits in one socket. */
    public final class Of {
        private final Channel socket;
        private long mine;

        private Of(Channel socket) {
            this.socket = socket;
        }

        /**
         * HOT: after each write. False if all together are too many and this socket has no fewer than the others on average: it has to go.
         */
        public boolean wrote() {
            measure();
            return bytes <= mostBytes || mine * waiting.size() < bytes;
        }

        private void measure() {
            var out = socket.unsafe().outboundBuffer(); // null once it is closed
            long now = out == null ? 0 : out.totalPendingWriteBytes();
            if (now == mine) return;
            bytes += now - mine;
            if (mine == 0) waiting.add(this);
            mine = now;
            if (now == 0) waiting.remove(this);
            lookLater();
        }
    }
}
