package reprise.testee.chat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Pings every connection once an interval by one timer: a wheel of ten slots that turns a slot each tenth of it. A connection
 * stays in the slot at which it came, so it is pinged an interval after it joined and then each interval, and the pings of many
 * do not come all at once. One who owes a pong longer than the patience is closed with 1011, as the python app's library does.
 * A turn that comes late itself judges nobody: the pongs may lie unread. Owned by the event loop; times in nanoseconds.
 */
final class PingWheel {
    private static final int SLOTS = 10;

    private final List<List<Connection>> slots = new ArrayList<>();
    private final long turnNs;
    private final long patienceNs;
    private int turn;
    private long dueNs;

    PingWheel(EventLoop loop, ChatPlan plan) {
        turnNs = Math.max(1, plan.pingInterval().toNanos() / SLOTS);
        patienceNs = plan.pongPatience().toNanos();
        for (int i = 0; i < SLOTS; i++) slots.add(new ArrayList<>());
        dueNs = System.nanoTime() + turnNs;
        loop.scheduleWithFixedDelay(this::turn, turnNs, turnNs, TimeUnit.NANOSECONDS);
    }

    void add(Connection connection) {
        slots.get(turn % SLOTS).add(connection);
    }

    private void turn() {
        long nowNs = System.nanoTime();
        boolean late = nowNs - dueNs > turnNs;
        turn++;
        var slot = slots.get(turn % SLOTS);
        slot.removeIf(connection -> !connection.open());
        var ping = pingFrame(turn);
        for (var connection : slot) {
            long owedNs = connection.pongOwedNs(nowNs);
            if (owedNs < 0) connection.ping(ping.retainedDuplicate(), turn, nowNs);
            else if (owedNs >= patienceNs - turnNs / 2 && !late) connection.silent();
        }
        ping.release();
        dueNs = System.nanoTime() + turnNs;
    }

    /** FIN and opcode 89, length 4, the number of the turn: a pong that repeats it answers this ping and no other. */
    private static ByteBuf pingFrame(int turn) {
        return Unpooled.directBuffer(6).writeByte(0x89).writeByte(4).writeInt(turn);
    }
}
