package reprise.simulator.amqp;

import java.util.concurrent.CompletableFuture;
import reprise.transport.amqp.AmqpConnection;

/** Messages that {@link AmqpPublisher#send} writes as fast as there is room. Confined to the loop, but for its future. */
final class PublishStream {
    final CompletableFuture<Void> done = new CompletableFuture<>();
    private final AmqpPublisher publisher;
    private final int bodyBytes;
    private final BodyWriter body;
    private final Runnable write = this::write;
    private long left;
    private long last; // the number of the message that it wrote last
    private boolean writing;
    private boolean again; // there was more room while writing

    PublishStream(AmqpPublisher publisher, long messages, int bodyBytes, BodyWriter body) {
        this.publisher = publisher;
        this.bodyBytes = bodyBytes;
        this.body = body;
        left = messages;
    }

    /** Writes as many as there is room for, in one write of the connection. */
    // The socket may take all at once and tell so within this call: that is a further turn, and no call within a call.
    void advance(AmqpConnection connection) {
        again = true;
        if (writing) return;
        writing = true;
        try {
            while (again) {
                again = false;
                connection.together(write);
            }
        } finally {
            writing = false;
        }
    }

    // HOT: once per message.
    private void write() {
        while (left > 0) {
            long number = publisher.put(bodyBytes, body);
            if (number == 0) return;
            last = number;
            left--;
        }
    }

    /** @param oldest the publisher's oldest message without a confirm */
    boolean isConfirmed(long oldest) {
        return left == 0 && oldest > last;
    }
}
