package reprise.experiment;

import io.netty.channel.EventLoopGroup;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reprise.transport.Sockets;

/** The event loops of an experiment's loads. Used by the method's thread. */
final class LoadLoops implements AutoCloseable {
    private final Deque<EventLoopGroup> groups = new ArrayDeque<>(List.of(Sockets.loops("load", 1)));
    private int widest = 1;

    EventLoopGroup atLeast(int loops) {
        if (loops > widest) {
            groups.push(Sockets.loops("load", loops));
            widest = loops;
        }
        return groups.peek();
    }

    @Override
    public void close() {
        groups.forEach(group -> group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS));
    }
}
