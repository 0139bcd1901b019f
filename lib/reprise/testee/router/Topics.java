package reprise.testee.router;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import reprise.transport.NumberedMap;
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
import reprise.transport.wamp.UriMatch;
import reprise.transport.wamp.WampException;

/**
 * The broker: topics by exact name, and patterns, with their subscribers in order of subscription. Confined to the router's loop.
 * Source: WAMP v2, basic profile, "Publish and Subscribe"; advanced: "Subscriber Black- and Whitelisting" (no session has an authid
 * or authrole here), "Publisher Exclusion", "Pattern-based Subscription".
 */
final class Topics {
    private final SplittableRandom random;
    private final HeldBytes holding;
    private final Map<String, Topic> byName = new HashMap<>();
    private final List<Topic> patterns = new ArrayList<>();
    private final NumberedMap<Topic> byId = new NumberedMap<>();
    private long topics;
    private long droppedEvents;

    /** All subscriptions to a topic share its id. */
    private record Topic(long id, String name, UriMatch match, Set<Session> subscribers) {}

    /** The sessions that may receive an event. */
    private record Audience(Session excluded, List<Long> notThese, List<Long> onlyThese, boolean nobody) {
        static Audience of(Session publisher, Dict options) {
            if (options.isEmpty()) return new Audience(publisher, null, null, false);
            options.texts("exclude_authid"); // checks the type; no session matches
            options.texts("exclude_authrole");
            boolean onlySome = options.texts("eligible_authid") | options.texts("eligible_authrole");
            return new Audience(options.flag("exclude_me", true) ? publisher : null, options.ids("exclude"), options.ids("eligible"),
                onlySome);
        }

        boolean has(Session subscriber) {
            return !nobody && subscriber != excluded && (notThese == null || !notThese.contains(subscriber.id()))
                && (onlyThese == null || onlyThese.contains(subscriber.id()));
        }
    }

    Topics(SplittableRandom random, HeldBytes holding) {
        this.random = random;
        this.holding = holding;
    }

    /** The number of events that a subscriber's serializer or longest message did not allow. */
    long droppedEvents() {
        return droppedEvents;
    }

    void subscribe(Session subscriber, Subscribe asked) {
        var match = UriMatch.of(asked.options());
        var refusal = !holding.hasRoom() ? HeldBytes.refusal("a subscription") : match != null ? Refusal.ofSubscribe(asked.options())
            : new Refusal(Refusal.OPTION, "match is none of exact, prefix, wildcard");
        if (refusal != null) {
            subscriber.refuse(Message.SUBSCRIBE, asked.request(), refusal.uri(), refusal.payload());
            return;
        }
        var topic = find(asked.topic(), match);
        if (topic == null) topic = add(new Topic(++topics, asked.topic(), match, new LinkedHashSet<>()));
        if (topic.subscribers.add(subscriber)) holding.take(HeldBytes.ofSubscription(topic.name));
        subscriber.subscriptions.add(topic.id);
        subscriber.send(new Subscribed(asked.request(), topic.id));
    }

    private Topic find(String name, UriMatch match) {
        if (match == UriMatch.EXACT) return byName.get(name);
        for (var pattern : patterns) {
            if (pattern.match == match && pattern.name.equals(name)) return pattern;
        }
        return null;
    }

    private Topic add(Topic topic) {
        if (topic.match == UriMatch.EXACT) byName.put(topic.name, topic);
        else patterns.add(topic);
        byId.put(topic.id, topic);
        return topic;
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
        holding.release(HeldBytes.ofSubscription(topic.name));
        if (!topic.subscribers.isEmpty()) return;
        if (topic.match == UriMatch.EXACT) byName.remove(topic.name);
        else patterns.remove(topic);
        byId.remove(id);
    }

    void leave(Session session) {
        for (long id : session.subscriptions) leave(session, id);
        session.subscriptions.clear();
    }

    /** HOT: if there are subscribers, creates one event for all of them. */
    void publish(Session publisher, Publish asked) {
        var options = asked.options();
        boolean acknowledge = !options.isEmpty() && options.flag("acknowledge", false);
        var audience = Audience.of(publisher, options);
        var refusal = !asked.topic().startsWith("wamp.") ? Refusal.ofPublish(options)
            : new Refusal(WampException.INVALID_URI, "topics that begin with wamp. are the router's own");
        if (refusal != null) {
            if (acknowledge) publisher.refuse(Message.PUBLISH, asked.request(), refusal.uri(), refusal.payload());
            return;
        }
        long publication = random.nextLong(1, Message.MAX_ID + 1);
        var topic = byName.get(asked.topic());
        if (topic != null) send(topic, new Event(topic.id, publication, Dict.NONE, asked.payload()), audience);
        if (!patterns.isEmpty()) sendByPatterns(asked, publication, audience);
        if (acknowledge) publisher.send(new Published(asked.request(), publication));
    }

    private void sendByPatterns(Publish asked, long publication, Audience audience) {
        var details = Dict.NONE.with("topic", asked.topic());
        for (var pattern : patterns) {
            if (!pattern.match.matches(pattern.name, asked.topic())) continue;
            send(pattern, new Event(pattern.id, publication, details, asked.payload()), audience);
        }
    }

    private void send(Topic topic, Event event, Audience audience) {
        for (var subscriber : topic.subscribers) {
            if (!audience.has(subscriber)) continue;
            try {
                subscriber.send(event);
            } catch (WampException _) {
                droppedEvents++;
            }
        }
    }
}
