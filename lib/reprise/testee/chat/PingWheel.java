package reprise.testee.chat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Pings every connection once per interval with one timer: a wheel of ten slots that turns one slot each tenth of the interval. A
 * connection joins the current slot, so it is pinged one interval later and then every interval, and the pings of many connections
 * spread out. A connection whose pong is overdue is closed with 1011, as by the python app's library. A turn that runs late closes
 * nobody, because pongs may be waiting unread. Owned by the event loop; times are in nanoseconds.
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
            else if (owedNs >= patienceNs - turnNs / 2 && !late) connection.closeSilent();
        }
        ping.release();
        dueNs = System.nanoTime() + turnNs;
    }

    /** FIN and opcode 89, length 4, the number of the turn: only a pong that repeats it answers this ping. */
    private static ByteBuf pingFrame(int turn) {
        return Unpooled.directBuffer(6).writeByte(0x89).writeByte(4).writeInt(turn);
    }
}
