package reprise.testee.chat;

import io.netty.channel.EventLoop;
import reprise.transport.Unread;

/** What the connections of one server share. Owned by its event loop, but for the metrics, which any thread reads. */
final class Chat {
    /** A user's socket with all that belongs to it, as it took on the heap of a 64-bit JVM with compressed references (UserCostTest). */
    static final long SOCKET_BYTES = 2_800;

    final ChatPlan plan;
    final EventLoop loop;
    final ChatMetrics metrics = new ChatMetrics();
    final MessageReader reader;
    final Room room;
    /** What waits in all sockets for those who do not read. */
    final Unread unread;
    private long users;
    private long heldBytes;

    Chat(ChatPlan plan, EventLoop loop) {
        this.plan = plan;
        this.loop = loop;
        unread = new Unread(loop, plan.heldLimitBytes());
        reader = new MessageReader(plan.messageLimitBytes());
        room = switch (plan.style()) {
            case AWAITING -> new AwaitingRoom(this);
            case QUEUEING -> new QueueingRoom(loop, metrics, plan);
        };
    }

    /** A socket, or a message that waits; to be released. */
    void hold(long bytes) {
        heldBytes += bytes;
    }

    void release(long bytes) {
        heldBytes -= bytes;
    }

    /** Nobody is let in without it, nor is a message that would have to wait. */
    boolean hasRoom() {
        return heldBytes < plan.heldLimitBytes();
    }

    /** So short of memory that not even a refusal can be said. */
    boolean exhausted() {
        return heldBytes > plan.heldLimitBytes() + plan.heldLimitBytes() / 10;
    }

    long heldBytes() {
        return heldBytes;
    }

    /** Counts from 1. */
    long nextUserId() {
        return ++users;
    }
}
