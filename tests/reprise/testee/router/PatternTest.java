package reprise.testee.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Registrations and subscriptions by prefix and by wildcard; the examples are the specification's own. */
final class PatternTest {
    private Router router;
    private RawPeer peer;

    @BeforeEach
    void start() throws IOException {
        router = Router.start(RouterPlan.local());
        peer = RawPeer.joined(router);
    }

    @AfterEach
    void stop() throws IOException {
        peer.close();
        router.close();
    }

    /** The called registration, by order of registering; 0 for none. A pattern's invocation names the called procedure. */
    private int routed(String procedure) throws IOException {
        String said = peer.say("[48,99,{},\"" + procedure + "\"]").hear();
        if (said.equals("[8,48,99,{},\"wamp.error.no_such_procedure\",[\"no callee registered for procedure '" + procedure + "'\"]]"))
            return 0;
        var numbers = said.substring(1).split(",");
        assertEquals(said,
            "[68," + numbers[1] + "," + numbers[2] + "," + (numbers[2].equals("1") ? "{}" : "{\"procedure\":\"" + procedure + "\"}")
            + "]");
        assertEquals("[50,99,{}]", peer.say("[70," + numbers[1] + ",{}]").hear());
        return Integer.parseInt(numbers[2]);
    }

    private void register(String match, String... patterns) throws IOException {
        for (String pattern : patterns) {
            String said = peer.say("[64,7,{\"match\":\"" + match + "\"},\"" + pattern + "\"]").hear();
            assertTrue(said.startsWith("[65,7,"), said);
        }
    }

    /**
     * The seven registrations and seven calls of "Calls matching multiple registrations", but for c33, which is c7 here: the
     * specification's own "Prefix Matching" makes a1.b2.c3 a prefix of a1.b2.c33.
     */
    @Test
    void call_thatMatchesMany_goesToTheBest() throws IOException {
        register("exact", "a1.b2.c3.d4.e55");
        register("prefix", "a1.b2.c3", "a1.b2.c3.d4");
        register("wildcard", "a1.b2..d4.e5", "a1.b2.c7..e5", "a1.b2..d4.e5..g7", "a1.b2..d4..f6.g7");
        assertEquals(1, routed("a1.b2.c3.d4.e55"));
        assertEquals(2, routed("a1.b2.c3.d98.e74"));
        assertEquals(3, routed("a1.b2.c3.d4.e325"));
        assertEquals(4, routed("a1.b2.c55.d4.e5"));
        assertEquals(5, routed("a1.b2.c7.d4.e5"));
        assertEquals(6, routed("a1.b2.c88.d4.e5.f6.g7"));
        assertEquals(0, routed("a2.b2.c2.d2.e2"));
        assertEquals("[67,8]", peer.say("[66,8,3]").hear());
        assertEquals(2, routed("a1.b2.c3.d4.e325"), "the next best once the best has gone");
    }

    @Test
    void pattern_thatReachesIntoTheRoutersOwnNames_isNotAsked() throws IOException {
        assertEquals("[65,7,1]", peer.say("[64,7,{},\"z\"]").hear());
        register("prefix", "w", "com.example.");
        assertEquals(0, routed("wamp.session.count"));
        assertEquals(2, routed("web"));
        assertEquals(3, routed("com.example.x"));
        String said = peer.say("[64,8,{\"match\":\"prefix\"},\"w\"]").hear();
        assertTrue(said.startsWith("[8,64,8,{},\"wamp.error.procedure_already_exists\""), said);
    }

    @Test
    void uri_withEmptyComponents_isOneOnlyAsAPattern() throws IOException {
        for (String refused : new String[] {"[64,8,{},\"a..b\"]", "[64,8,{\"match\":\"prefix\"},\"a..b\"]",
            "[64,8,{\"match\":\"wildcard\"},\"a b\"]"}) {
            String said = peer.say(refused).hear();
            assertTrue(said.startsWith("[8,64,8,{},\"wamp.error.invalid_uri\""), refused + " → " + said);
        }
        register("wildcard", "a..b");
        String said = peer.say("[48,8,{},\"a..b\"]").hear(); // a string that was read as a pattern cannot be called
        assertTrue(said.startsWith("[8,48,8,{},\"wamp.error.invalid_uri\""), said);
    }

    /** An event arrives once for each matching subscription, with its topic if that was a pattern. */
    @Test
    void event_toPatterns_namesItsTopic() throws IOException {
        assertEquals("[33,1,1]", peer.say("[32,1,{},\"com.myapp.topic.emergency\"]").hear());
        assertEquals("[33,2,2]", peer.say("[32,2,{\"match\":\"prefix\"},\"com.myapp.topic.emergency\"]").hear());
        assertEquals("[33,3,3]", peer.say("[32,3,{\"match\":\"wildcard\"},\"com..topic.emergency\"]").hear());
        assertEquals("[33,4,2]", peer.say("[32,4,{\"match\":\"prefix\"},\"com.myapp.topic.emergency\"]").hear());
        try (var publisher = RawPeer.joined(router)) {
            assertEquals("1 {} [0]", event(publisher, "com.myapp.topic.emergency", 0));
            assertEquals("2 {\"topic\":\"com.myapp.topic.emergency\"} [0]", heard());
            assertEquals("3 {\"topic\":\"com.myapp.topic.emergency\"} [0]", heard());
            for (String topic : new String[] {"com.myapp.topic.emergency.11", "com.myapp.topic.emergency-low"}) {
                assertEquals("2 {\"topic\":\"" + topic + "\"} [1]", event(publisher, topic, 1));
            }
            publisher.say("[16,9,{},\"com.myapp.topic.emerge\",[2]]").say("[16,9,{},\"com.a.b.topic.emergency\",[3]]");
            assertEquals("3 {\"topic\":\"com.x.topic.emergency\"} [4]", event(publisher, "com.x.topic.emergency", 4));
            assertEquals("[35,5]", peer.say("[34,5,3]").hear());
            publisher.say("[16,9,{},\"com.x.topic.emergency\",[5]]");
            assertEquals("2 {\"topic\":\"com.myapp.topic.emergency.end\"} [6]", event(publisher, "com.myapp.topic.emergency.end", 6));
        }
    }

    private String event(RawPeer publisher, String topic, int number) throws IOException {
        publisher.say("[16,9,{},\"" + topic + "\",[" + number + "]]");
        return heard();
    }

    // An event without the publication's number, which is random.
    private String heard() throws IOException {
        String said = peer.hear();
        assertTrue(said.startsWith("[36,"), said);
        return said.substring(4, said.length() - 1).replaceFirst(",\\d+,", " ").replaceFirst(",\\[", " [");
    }
}
