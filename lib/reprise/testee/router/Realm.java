package reprise.testee.router;

import io.netty.channel.EventLoop;
import io.netty.util.collection.LongObjectHashMap;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import reprise.transport.UnreadBytes;
import reprise.transport.wamp.ConnectionOwner;
import reprise.transport.wamp.Dict;
import reprise.transport.wamp.Message;
import reprise.transport.wamp.MessageListener;
import reprise.transport.wamp.WampConnection;

/** The router's one realm: its sessions, its dealer and its broker. Confined to the router's loop. */
final class Realm implements ConnectionOwner {
    /** WELCOME's details: the roles, and the advanced features that are implemented. */
    static final Dict DETAILS = Dict.json("""
        {"roles": {
          "broker": {"features": {"publisher_exclusion": true, "subscriber_blackwhite_listing": true,
            "pattern_based_subscription": true}},
          "dealer": {"features": {"shared_registration": true, "call_canceling": true, "call_timeout": true,
            "progressive_call_results": true, "pattern_based_registration": true}}}}""");

    private final RouterPlan plan;
    private final SplittableRandom random;
    private final HeldBytes holding;
    private final UnreadBytes unread;
    private final Dealer dealer;
    private final Topics topics;
    private final LongObjectHashMap<Session> joined = new LongObjectHashMap<>();
    private final Set<Session> connected = new HashSet<>();
    private long slowReaders;
    private long violations;

    Realm(RouterPlan plan, EventLoop loop) {
        this.plan = plan;
        this.random = new SplittableRandom(plan.seed());
        this.holding = new HeldBytes(plan.maxHeldBytes());
        this.unread = new UnreadBytes(loop, plan.maxHeldBytes());
        this.dealer = new Dealer(plan, loop, random, holding);
        this.topics = new Topics(random, holding);
    }

    RouterPlan plan() {
        return plan;
    }

    String name() {
        return plan.realm();
    }

    Dealer dealer() {
        return dealer;
    }

    Topics topics() {
        return topics;
    }

    @Override
    public boolean admits() {
        return connected.size() < plan.maxSessions() && holding.hasRoom();
    }

    @Override
    public UnreadBytes unread() {
        return unread;
    }

    HeldBytes holding() {
        return holding;
    }

    @Override
    public MessageListener open(WampConnection connection) {
        var session = new Session(connection, this);
        connected.add(session);
        holding.take(HeldBytes.SESSION_BYTES);
        return session;
    }

    /** @return its id, random as the specification requires */
    long join(Session session) {
        long id = random.nextLong(1, Message.MAX_ID + 1);
        while (joined.containsKey(id)) id = random.nextLong(1, Message.MAX_ID + 1);
        joined.put(id, session);
        return id;
    }

    void leave(Session session) {
        joined.remove(session.id());
        topics.leave(session);
        dealer.leave(session);
    }

    void closed(Session session, boolean slow) {
        if (connected.remove(session)) holding.release(HeldBytes.SESSION_BYTES);
        if (slow) slowReaders++;
    }

    void violated() {
        violations++;
    }

    RouterCounts counts() {
        return new RouterCounts(connected.size(), joined.size(), slowReaders, violations, topics.droppedEvents(), holding.bytes(),
            unread.bytes());
    }

    void shutDown() {
        for (var session : connected.toArray(new Session[0])) session.shutDown();
    }
}
