package reprise.testee.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The log of a quorum queue, replicated to its members as in Raft (Ongaro and Ousterhout, 2014): commands go to the leader and enter its
 * log, go to the other members' in order, and are applied to the queue once a majority of all members has them. A member's log is on its
 * disk, so it outlives its node's process.
 * <pre>
 *   what happens                                   then
 *   the leader dies, or is silent for 5 s          of the living members the one with the longest log leads, if they are a majority:
 *                                                  so it has all that was committed; what it lacks is cut off the other logs
 *   less than a majority lives                     nothing is committed and nothing delivered; commands wait
 *   a member comes back                            it is sent what it lacks, and counts for what it has
 *   a command is in no log that goes on            its connection sends it again if it lives; otherwise it is lost, unconfirmed
 * </pre>
 * Each entry's message goes over the {@link Link}s to each follower as soon as the leader has it. Followers keep no copies, because all
 * nodes are one process: each has the length of its log. One that comes back hears how long the log is, and gets what is not committed.
 * Owned by the event loop.
 */
final class QuorumLog {
    /** How long RabbitMQ's failure detector (aten) follows a node that says nothing. */
    private static final long SILENCE_NS = TimeUnit.SECONDS.toNanos(5);

    /** A node's part. */
    private static final class Member {
        final Node node;
        /** The last index in its log. */
        long has;
        /** The last one that the leader knows it has. */
        long matched;
        /** The last one that the leader has sent; -1 if it does not know where this log ends. */
        long sent = -1;
        boolean answerDue;

        Member(Node node) {
            this.node = node;
        }

        boolean reachable() {
            return node.running() && !node.frozen();
        }
    }

    private final Broker broker;
    private final Runnable pump;
    private final Consumer<Node> led;
    private final List<Member> members = new ArrayList<>();
    /** What is in the leader's log and not committed, in its order. */
    private final ArrayDeque<QuorumCommand> pending = new ArrayDeque<>();
    /** What is in no log, or on its way to the leader, in the order of coming. */
    private final Set<QuorumCommand> outside = new LinkedHashSet<>();
    private Member leader;
    private long term;
    private boolean electionDue;

    /**
     * @param nodes of its members, the leader first; a majority of them is there
     * @param pump delivers what it can
     * @param led is told who leads on
     */
    QuorumLog(List<Node> nodes, Runnable pump, Consumer<Node> led, Broker broker) {
        this.broker = broker;
        this.pump = pump;
        this.led = led;
        for (Node node : nodes) members.add(new Member(node));
        leader = members.getFirst();
    }

    /** The node that leads; null if none does. */
    Node leader() {
        return leader == null ? null : leader.node;
    }

    boolean isMember(Node node) {
        for (Member member : members) if (member.node == node) return true;
        return false;
    }

    /** Whether it commits: its leader and a majority are there. */
    boolean serves() {
        return leads() && majority(members.stream().filter(Member::reachable).count());
    }

    private boolean leads() {
        return leader != null && leader.reachable();
    }

    private boolean majority(long count) {
        return 2 * count > members.size();
    }

    /** Applies in its turn what a consumer at a node answers, which is never lost. */
    void append(Node from, Consumer<Message> apply, Runnable lost) {
        append(from, null, null, apply, lost);
    }

    /**
     * Applies a command in its turn, to the message as the leader read it; one that no log has when its connection ends is lost.
     *
     * @param origin null for the queue's own, which is never lost
     */
    void append(Node from, ClientConnection origin, Message message, Consumer<Message> apply, Runnable lost) {
        var command = new QuorumCommand(from, origin, message, apply, lost);
        outside.add(command);
        if (!leads()) return;
        if (from == leader.node || !from.running()) enter(command);
        else forward(command, term);
    }

    private void forward(QuorumCommand command, long inTerm) {
        command.from.link(leader.node).send(new Parcel() {
            @Override
            public void arrived(Message read) {
                if (term != inTerm || !outside.contains(command)) return;
                if (read != null) command.message = read;
                enter(command);
            }

            // Its node died; if the leader did, the next one gets it.
            @Override
            public void lost() {
                if (term != inTerm || !leads() || !outside.contains(command)) return;
                if (command.origin == null) enter(command);
                else if (outside.remove(command)) command.lost.run();
            }
        }, command.message);
    }

    private void enter(QuorumCommand command) {
        outside.remove(command);
        command.index = ++leader.has;
        pending.add(command);
        for (Member member : members) {
            if (member == leader || !member.reachable()) continue;
            if (member.sent == command.index - 1) send(member, command.index, command.message);
            else catchUp(member);
        }
        commit();
    }

    /** A node was killed, or is taken for dead. */
    void died(Node node) {
        forget(node);
        if (leader != null && leader.node == node) leader = null;
        electSoon();
    }

    /** A node runs again, or is heard again. */
    void returned(Node node) {
        forget(node);
        electSoon();
    }

    private void forget(Node node) {
        for (Member member : members) if (member.node == node) member.sent = -1;
    }

    /** A node is silent: if it leads, it does so until its silence has been long. */
    void silent(Node node) {
        if (leader == null || leader.node != node) return;
        broker.schedule(() -> {
            if (leader == null || leader.node != node || !node.frozen()) return;
            leader = null;
            elect();
        }, SILENCE_NS);
    }

    private void electSoon() {
        if (electionDue) return;
        electionDue = true;
        broker.later(() -> {
            electionDue = false;
            elect();
        });
    }

    // A silent leader is not replaced yet.
    private void elect() {
        if (leader == null) {
            var voters = members.stream().filter(Member::reachable).toList();
            if (!majority(voters.size())) return;
            lead(voters.stream().max(Comparator.comparingLong(member -> member.has)).orElseThrow());
        }
        if (!leads()) return;
        for (Member member : members) if (member != leader && member.reachable() && member.sent < leader.has) catchUp(member);
        for (QuorumCommand command : List.copyOf(outside)) enter(command);
        commit();
        pump.run();
    }

    private void lead(Member elected) {
        leader = elected;
        term++;
        for (Member member : members) {
            member.has = Math.min(member.has, elected.has);
            member.matched = 0;
            member.sent = -1;
        }
        var again = new ArrayList<QuorumCommand>();
        for (QuorumCommand command : List.copyOf(pending)) {
            if (command.index <= elected.has) continue;
            pending.remove(command);
            command.index = 0;
            again.add(command);
        }
        again.addAll(outside);
        outside.clear();
        for (QuorumCommand command : again) {
            if (command.isSentAgain()) outside.add(command);
            else command.lost.run();
        }
        led.accept(elected.node);
    }

    /** Sends what it lacks; what is committed already goes without the messages. */
    private void catchUp(Member member) {
        long known = member.sent < 0 ? member.has : member.sent;
        member.sent = leader.has;
        if (known >= leader.has || pending.isEmpty()) send(member, leader.has, null);
        else if (pending.peek().index > known + 1) send(member, pending.peek().index - 1, null);
        for (QuorumCommand command : pending) if (command.index > known) send(member, command.index, command.message);
    }

    private void send(Member follower, long index, Message message) {
        Member from = leader;
        long inTerm = term;
        follower.sent = Math.max(follower.sent, index);
        from.node.link(follower.node).send(new Parcel() {
            @Override
            public void arrived(Message read) {
                if (term != inTerm) return;
                follower.has = Math.max(follower.has, index);
                if (!follower.answerDue) broker.later(() -> answer(follower, from, inTerm));
                follower.answerDue = true;
            }

            @Override
            public void lost() {
                if (term != inTerm) return;
                follower.sent = -1;
                electSoon();
            }
        }, message);
    }

    // One answer to all that came in a turn.
    private void answer(Member follower, Member to, long inTerm) {
        follower.answerDue = false;
        if (term != inTerm) return;
        long has = follower.has;
        follower.node.link(to.node).send(new Parcel() {
            @Override
            public void arrived(Message none) {
                if (term != inTerm) return;
                follower.matched = Math.max(follower.matched, has);
                commit();
            }

            @Override
            public void lost() {
                if (term == inTerm) follower.sent = -1; // and is asked again
            }
        }, null);
    }

    private void commit() {
        while (!pending.isEmpty() && leads()) {
            long index = pending.peek().index;
            if (!majority(members.stream().filter(member -> member == leader || member.matched >= index).count())) return;
            var command = pending.poll();
            command.apply.accept(command.message);
        }
    }

    /** The queue is deleted. */
    void end() {
        leader = null;
        members.clear();
        var lost = new ArrayList<>(pending);
        lost.addAll(outside);
        pending.clear();
        outside.clear();
        lost.forEach(command -> command.lost.run());
    }
}
