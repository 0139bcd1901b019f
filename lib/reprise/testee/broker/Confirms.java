package reprise.testee.broker;

import java.util.TreeMap;
import java.util.TreeSet;
import reprise.transport.amqp.BasicCodec;
import reprise.transport.amqp.BasicMethod;

/**
 * A channel's publisher confirms. Messages are numbered from 1; most are answered in the turn that brings them, one ack for all of them.
 * Those of queues at other nodes wait for these, those of quorum queues for a majority;
 * what comes after them is answered one by one. Owned by the event loop.
 */
final class Confirms {
    private final ClientChannel channel;
    private boolean selected;
    private boolean ended;
    private boolean due;
    private long published;
    /** All up to this one are answered. */
    private long confirmed;
    /** Null until the first one waits. */
    private Disorder disorder;

    /** What is not answered in order. */
    private static final class Disorder {
        final TreeMap<Long, Waiting> waiting = new TreeMap<>();
        /** Taken, but to be acknowledged apart, because an earlier one waits. */
        final TreeSet<Long> apart = new TreeSet<>();
        /** Answered, though an earlier one waits. */
        final TreeSet<Long> answered = new TreeSet<>();
    }

    /** A message on its way to queues that answer later: each of them settles it once. */
    final class Waiting implements Settled {
        private final long number;
        private int left;
        private boolean refused;

        private Waiting(long number, int queues, boolean refused) {
            this.number = number;
            this.left = queues;
            this.refused = refused;
        }

        @Override
        public void settled(boolean taken) {
            refused |= !taken;
            if (--left == 0 && !ended) answer(this);
        }
    }

    Confirms(ClientChannel channel) {
        this.channel = channel;
    }

    void select() {
        selected = true;
    }

    boolean selected() {
        return selected;
    }

    /** HOT: the next message has reached its queues. */
    void taken() {
        published++;
        if (disorder != null && !disorder.waiting.isEmpty()) disorder.apart.add(published);
        atFlush();
    }

    void refused() {
        write();
        nack(++published);
    }

    /** The next message waits for this many queues; others have refused it already, or not. */
    Waiting waitFor(int queues, boolean refused) {
        if (disorder == null) disorder = new Disorder();
        var message = new Waiting(++published, queues, refused);
        disorder.waiting.put(message.number, message);
        return message;
    }

    private void answer(Waiting message) {
        var waiting = disorder.waiting;
        waiting.remove(message.number);
        if (message.refused) nack(message.number);
        else if (!waiting.isEmpty() && waiting.firstKey() < message.number) disorder.apart.add(message.number);
        atFlush();
    }

    private void nack(long number) {
        channel.send(new BasicMethod.Nack(number, false, false));
        if (disorder == null) confirmed = number;
        else disorder.answered.add(number);
    }

    private void atFlush() {
        if (due) return;
        due = true;
        channel.connection.outbox.confirmAtFlush(channel);
    }

    /** The turn ends. */
    void flush() {
        due = false;
        write();
    }

    private void write() {
        if (disorder != null) writeApart();
        else if (published > confirmed) ack(published);
    }

    private void writeApart() {
        skipAnswered();
        long last = disorder.waiting.isEmpty() ? published : disorder.waiting.firstKey() - 1;
        if (last > confirmed) ack(last);
        while (!disorder.apart.isEmpty()) {
            long number = disorder.apart.pollFirst();
            if (number <= confirmed) continue;
            BasicCodec.writeAck(channel.connection.outbox.frames(), channel.number, number, false);
            disorder.answered.add(number);
        }
    }

    private void ack(long last) {
        BasicCodec.writeAck(channel.connection.outbox.frames(), channel.number, last, last - confirmed > 1);
        confirmed = last;
    }

    private void skipAnswered() {
        var answered = disorder.answered;
        while (!answered.isEmpty() && answered.first() <= confirmed + 1) confirmed = Math.max(confirmed, answered.pollFirst());
    }

    /** Ends the channel: nothing is answered any more. */
    void end() {
        ended = true;
        confirmed = published;
        disorder = null;
    }
}
