package reprise.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Bounds the bytes that wait in a server's sockets for peers that do not read. Each socket has a limit of its own, but many sockets
 * at their limit exceed the memory. Counts as Netty does, including the overhead per buffer. Confined to the one event loop.
 */
public final class UnreadBytes {
    private static final long REMEASURE_MS = 100;

    private final EventLoop loop;
    private final long mostBytes;
    private final Set<Of> waiting = new LinkedHashSet<>();
    private long bytes;
    private boolean due;

    public UnreadBytes(EventLoop loop, long mostBytes) {
        this.loop = loop;
        this.mostBytes = mostBytes;
    }

    public long bytes() {
        return bytes;
    }

    /** The account of one socket. */
    public Of of(Channel socket) {
        return new Of(socket);
    }

    // A socket reports when it is nearly empty, but not on the way there, so this looks again on a timer.
    private void remeasure() {
        due = false;
        for (var one : List.copyOf(waiting)) one.measure();
        remeasureLater();
    }

    private void remeasureLater() {
        if (due || waiting.isEmpty()) return;
        due = true;
        loop.schedule(this::remeasure, REMEASURE_MS, TimeUnit.MILLISECONDS);
    }

    /** The bytes that wait in one socket. */
    public final class Of {
        private final Channel socket;
        private long mine;

        private Of(Channel socket) {
            this.socket = socket;
        }

        /** HOT: after each write. False if the total is too high and this socket has at least the average: it must be closed. */
        public boolean wrote() {
            measure();
            return bytes <= mostBytes || mine * waiting.size() < bytes;
        }

        private void measure() {
            var out = socket.unsafe().outboundBuffer(); // null once closed
            long now = out == null ? 0 : out.totalPendingWriteBytes();
            if (now == mine) return;
            bytes += now - mine;
            if (mine == 0) waiting.add(this);
            mine = now;
            if (now == 0) waiting.remove(this);
            remeasureLater();
        }
    }
}
