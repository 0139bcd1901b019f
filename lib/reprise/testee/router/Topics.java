package reprise.testee.router;

import io.netty.util.collection.LongObjectHashMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import reprise.transport.wamp.Dict;
import reprise.transport.wamp.Message;
import reprise.transport.wamp.Message.Event;
import reprise.transport.wamp.Message.Publish;
import reprise.transport.wamp.Message.Published;
import reprise.transport.wamp.Message.Subscribe;
import reprise.transport.wamp.Message.Subscribed;
import reprise.transport.wamp.Message.Unsubscribe;
import reprise.transport.wamp.Message.Unsubscribed;
import reprise.transport.wamp.Payload;
import reprise.transport.wamp.WampException;

/**
 * The broker: topics by their exact name, and who subscribed to them, in the order of subscribing. On the router's loop.
 * Source: WAMP v2, basic profile, "Publish and Subscribe"; advanced: "Subscriber Black- and Whitelisting" by session id,
 * "Publisher Exclusion".
 */
final class Topics {
    private final SplittableRandom random;
    private final Map<String, Topic> byName = new HashMap<>();
    private final LongObjectHashMap<Topic> byId = new LongObjectHashMap<>();
    private long topics;
    private long droppedEvents;

    /** A topic's id is that of all its subscriptions. */
    private record Topic(long id, String name, Set<Session> subscribers) {}

    Topics(SplittableRandom random) {
        this.random = random;
    }

    /** Events that a subscriber's serializer or longest message does not allow. */
    long droppedEvents() {
        return droppedEvents;
    }

    void subscribe(Session subscriber, Subscribe asked) {
        String match = asked.options().text("match", "exact");
        if (!match.equals("exact")) {
            subscriber.refuse(Message.SUBSCRIBE, asked.request(), "wamp.error.option_not_allowed",
                Payload.text("match is " + match + "; there is exact only"));
            return;
        }
        var topic = byName.computeIfAbsent(asked.topic(), name -> new Topic(++topics, name, new LinkedHashSet<>()));
        byId.put(topic.id, topic);
        topic.subscribers.add(subscriber);
        subscriber.subscriptions.add(topic.id);
        subscriber.send(new Subscribed(asked.request(), topic.id));
    }

    void unsubscribe(Session subscriber, Unsubscribe asked) {
        if (!subscriber.subscriptions.remove(asked.subscription())) {
            subscriber.refuse(Message.UNSUBSCRIBE, asked.request(), "wamp.error.no_such_subscription",
                Payload.text("this session has no subscription " + asked.subscription()));
            return;
        }
        leave(subscriber, asked.subscription());
        subscriber.send(new Unsubscribed(asked.request()));
    }

    private void leave(Session subscriber, long id) {
        var topic = byId.get(id);
        topic.subscribers.remove(subscriber);
        if (!topic.subscribers.isEmpty()) return;
        byName.remove(topic.name);
        byId.remove(id);
    }

    void leave(Session session) {
        for (long id : session.subscriptions) leave(session, id);
        session.subscriptions.clear();
    }

    /** HOT: with subscribers, one event for all of them. */
    void publish(Session publisher, Publish asked) {
        var options = asked.options();
        boolean acknowledge = options.flag("acknowledge", false);
        if (asked.topic().startsWith("wamp.")) {
            var reserved = Payload.text("topics that begin with wamp. are the router's own");
            if (acknowledge) publisher.refuse(Message.PUBLISH, asked.request(), WampException.INVALID_URI, reserved);
            return;
        }
        boolean excludeMe = options.flag("exclude_me", true);
        List<Long> excluded = options.ids("exclude");
        List<Long> eligible = options.ids("eligible");
        long publication = random.nextLong(1, Message.MAX_ID + 1);
        var topic = byName.get(asked.topic());
        if (topic != null) {
            var event = new Event(topic.id, publication, Dict.NONE, asked.payload());
            for (var subscriber : topic.subscribers) {
                if (excludeMe && subscriber == publisher || excluded != null && excluded.contains(subscriber.id())
                    || eligible != null && !eligible.contains(subscriber.id())) continue;
                send(subscriber, event);
            }
        }
        if (acknowledge) publisher.send(new Published(asked.request(), publication));
    }

    private void send(Session subscriber, Event event) {
        try {
            subscriber.send(event);
        } catch (WampException _) {
            droppedEvents++;
        }
    }
}
