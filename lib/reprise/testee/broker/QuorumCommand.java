package reprise.testee.broker;

import java.util.function.Consumer;

/** Something to be done to a quorum queue, on its way into the {@link QuorumLog} or in it. Owned by the event loop. */
final class QuorumCommand {
    final Node from;
    /** Null for the queue's own and for what consumers answer. */
    final ClientConnection origin;
    final Consumer<Message> apply;
    final Runnable lost;
    /** Null if it has none. */
    Message message;
    /** 0 while no leader has it. */
    long index;

    QuorumCommand(Node from, ClientConnection origin, Message message, Consumer<Message> apply, Runnable lost) {
        this.from = from;
        this.origin = origin;
        this.message = message;
        this.apply = apply;
        this.lost = lost;
    }

    boolean isSentAgain() {
        return origin == null || !origin.isEnded();
    }
}
