package reprise.testee.chat;

import io.netty.channel.EventLoop;
import reprise.transport.UnreadBytes;

/** The state that a server's connections share. Owned by its event loop, except for the metrics, which any thread reads. */
final class Chat {
    /**
     * A user's socket and everything that belongs to it, on the heap of a 64-bit JVM with compressed references (UserCostTest measures it).
     */
    static final long SOCKET_BYTES = 2_800;

    final ChatPlan plan;
    final EventLoop loop;
    final ChatMetrics metrics = new ChatMetrics();
    final MessageReader reader;
    final Room room;
    /** The bytes that wait in all sockets for peers that do not read. */
    final UnreadBytes unread;
    private long users;
    private long heldBytes;

    Chat(ChatPlan plan, EventLoop loop) {
        this.plan = plan;
        this.loop = loop;
        unread = new UnreadBytes(loop, plan.heldLimitBytes());
        reader = new MessageReader(plan.messageLimitBytes());
        room = switch (plan.style()) {
            case AWAITING -> new AwaitingRoom(this);
            case QUEUEING -> new QueueingRoom(loop, metrics, plan);
        };
    }

    /** Charges a socket or a waiting message; must be released. */
    void hold(long bytes) {
        heldBytes += bytes;
    }

    void release(long bytes) {
        heldBytes -= bytes;
    }

    /** Without room, neither a user nor a message that would have to wait is accepted. */
    boolean hasRoom() {
        return heldBytes < plan.heldLimitBytes();
    }

    /** Memory is so short that not even a refusal can be sent. */
    boolean exhausted() {
        return heldBytes > plan.heldLimitBytes() + plan.heldLimitBytes() / 10;
    }

    long heldBytes() {
        return heldBytes;
    }

    /** Ids count from 1. */
    long nextUserId() {
        return ++users;
    }
}
