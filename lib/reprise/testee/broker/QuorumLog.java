package reprise.testee.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The log of a quorum queue, replicated to its members as in Raft (Ongaro and Ousterhout, 2014): commands enter the leader's log, go to the
 * other members' in order, and are applied to the queue once a majority of all members has them. A member's log is on its disk, so it
 * outlives its node's process.
 * <pre>
 *   what happens                                   then
 *   the leader dies, or is silent for 5 s          of the living members the one with the longest log leads, if they are a majority:
 *                                                  so it has all that was committed; what it lacks is cut off the other logs
 *   less than a majority lives                     nothing is committed and nothing delivered; commands wait
 *   a member comes back                            it is sent what it lacks, and counts for what it has
 *   a command is in no log that goes on            its connection sends it again if it lives; otherwise it is lost, unconfirmed
 * </pre>
 * Followers hold no copies of messages, because all nodes are one process: each has the length of its log. Owned by the event loop.
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
        boolean sending;

        Member(Node node) {
            this.node = node;
        }

        boolean reachable() {
            return node.running() && !node.frozen();
        }
    }

    /** Something to be done to the queue. */
    private static final class Command {
        /** Null for the queue's own. */
        final ClientConnection origin;
        final Runnable apply;
        final Runnable lost;
        /** 0 while no leader has it. */
        long index;

        Command(ClientConnection origin, Runnable apply, Runnable lost) {
            this.origin = origin;
            this.apply = apply;
            this.lost = lost;
        }

        boolean isSentAgain() {
            return origin == null || !origin.isEnded();
        }
    }

    private final Broker broker;
    private final Runnable pump;
    private final List<Member> members = new ArrayList<>();
    /** What is not committed, in the order of coming. */
    private final ArrayDeque<Command> pending = new ArrayDeque<>();
    private Member leader;
    private long term;
    private boolean electionDue;

    /** @param nodes of its members, the leader first; a majority of them is there. @param pump delivers what it can */
    QuorumLog(Broker broker, List<Node> nodes, Runnable pump) {
        this.broker = broker;
        this.pump = pump;
        for (Node node : nodes) members.add(new Member(node));
        leader = members.getFirst();
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

    /**
     * Applies a command in its turn; one that no log has when its connection ends is lost.
     *
     * @param origin null for the queue's own, which is never lost
     */
    void append(ClientConnection origin, Runnable apply, Runnable lost) {
        var command = new Command(origin, apply, lost);
        pending.add(command);
        if (!leads()) return;
        command.index = ++leader.has;
        replicate();
    }

    /** A node was killed. */
    void died(Node node) {
        for (Member member : members) if (member.node == node) member.sending = false;
        if (leader != null && leader.node == node) leader = null;
        electSoon();
    }

    /** A node runs again, or is heard again. */
    void returned(Node node) {
        for (Member member : members) if (member.node == node) member.sending = false;
        electSoon();
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
        for (Command command : pending) if (command.index == 0) command.index = ++leader.has;
        replicate();
        pump.run();
    }

    private void lead(Member elected) {
        leader = elected;
        term++;
        for (Member member : members) {
            member.has = Math.min(member.has, elected.has);
            member.matched = 0;
            member.sending = false;
        }
        for (Command command : List.copyOf(pending)) {
            if (command.index != 0 && command.index <= elected.has) continue;
            command.index = 0;
            if (command.isSentAgain()) continue;
            pending.remove(command);
            command.lost.run();
        }
    }

    private void replicate() {
        for (Member member : members) {
            if (member != leader && member.matched < leader.has && member.reachable() && !member.sending) send(member);
        }
        commit();
    }

    private void send(Member follower) {
        Member from = leader;
        long inTerm = term;
        long last = from.has;
        follower.sending = true;
        broker.hop(from.node, follower.node, () -> {
            if (term != inTerm) return;
            follower.has = last;
            broker.hop(follower.node, from.node, () -> {
                if (term != inTerm) return;
                follower.sending = false;
                follower.matched = last;
                replicate();
            });
        });
    }

    private void commit() {
        while (!pending.isEmpty() && leads()) {
            long index = pending.peek().index;
            if (index == 0 || !majority(members.stream().filter(member -> member == leader || member.matched >= index).count())) return;
            pending.poll().apply.run();
        }
    }

    /** The queue is deleted. */
    void end() {
        leader = null;
        members.clear();
        var lost = List.copyOf(pending);
        pending.clear();
        lost.forEach(command -> command.lost.run());
    }
}
