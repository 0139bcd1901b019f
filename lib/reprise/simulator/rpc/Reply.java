package reprise.simulator.rpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import reprise.transport.amqp.Route;

/** A reply in flight, with its body for resending. Reused; owned by its {@link Replier}. */
public final class Reply {
    /** It waits for the connection, for its confirm, or for a while because its queue does not exist. */
    enum State { FREE, WAITING, WRITTEN, PAUSED }

    final ByteBuf body = Unpooled.buffer(); // on the heap: nothing to release
    Route route;
    long giveUpNs;
    State state = State.FREE;
    long publishNumber;
    boolean returned;

    // HOT: once per call.
    ByteBuf begin(Route to, long giveUp) {
        if (state != State.FREE) throw new IllegalStateException("a reply that is still " + state);
        route = to;
        giveUpNs = giveUp;
        state = State.WAITING;
        return body.clear();
    }

    // HOT: once per call.
    void written(long number) {
        publishNumber = number;
        returned = false;
        state = State.WRITTEN;
    }

    // HOT: once per call.
    boolean isConfirmedBy(long number, boolean multiple) {
        return state == State.WRITTEN && (multiple ? number >= publishNumber || number == 0 : number == publishNumber);
    }
}
