package reprise.testee.broker;

import reprise.transport.amqp.Method;

/**
 * A method about a queue at another node: it goes there behind what the channel published, and comes back behind what the queue
 * delivered; only then is it performed and answered. Until then the connection is not read. If the node dies on the way, the method finds
 * what is left. Owned by the event loop.
 */
final class RemoteRequest implements Parcel {
    private final ClientChannel channel;
    private final Method method;
    private final Node at;
    private final Runnable there;

    private RemoteRequest(ClientChannel channel, Method method, Node at, Runnable there) {
        this.channel = channel;
        this.method = method;
        this.at = at;
        this.there = there;
    }

    /** @param there what the queue's node does when it hears of it */
    static void send(ClientChannel channel, Method method, Node at, Runnable there) {
        channel.connection.flow.asked();
        channel.connection.node.link(at).send(new RemoteRequest(channel, method, at, there), null);
    }

    @Override
    public void arrived(Message none) {
        there.run();
        at.link(channel.connection.node).send(new Parcel() {
            @Override
            public void arrived(Message none) {
                answered();
            }

            @Override
            public void lost() {
                RemoteRequest.this.lost();
            }
        }, null);
    }

    // Only when it is clear what becomes of the queue.
    @Override
    public void lost() {
        at.broker.later(this::answered);
    }

    private void answered() {
        channel.performAsked(method);
        channel.connection.flow.answered();
    }
}
