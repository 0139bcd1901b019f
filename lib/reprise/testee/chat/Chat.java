package reprise.testee.chat;

import io.netty.channel.EventLoop;

/** What the connections of one server share. Owned by its event loop, but for the metrics, which any thread reads. */
final class Chat {
    final ChatPlan plan;
    final EventLoop loop;
    final ChatMetrics metrics = new ChatMetrics();
    final MessageReader reader;
    final Room room;
    private long users;

    Chat(ChatPlan plan, EventLoop loop) {
        this.plan = plan;
        this.loop = loop;
        reader = new MessageReader(plan.messageLimitBytes());
        room = switch (plan.style()) {
            case AWAITING -> new AwaitingRoom(loop, metrics, plan);
            case QUEUEING -> new QueueingRoom(loop, metrics, plan);
        };
    }

    /** Counts from 1. */
    long nextUserId() {
        return ++users;
    }
}
