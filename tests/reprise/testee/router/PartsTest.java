package reprise.testee.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.testee.router.Sessions.get;
import static reprise.testee.router.Sessions.refused;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reprise.transport.wamp.Dict;
import reprise.transport.wamp.Payload;
import reprise.transport.wamp.Procedure;
import reprise.transport.wamp.Serializer;

/** Progressive results (WAMP v2, "Progressive Call Results"), and calls whose caller cancels: no partial result becomes the result. */
final class PartsTest {
    private static final String IN_PARTS = "{\"receive_progress\":true}";

    private Sessions sessions;
    private RawPeer caller;

    @BeforeEach
    void start() throws IOException {
        sessions = new Sessions(RouterPlan.local());
        caller = RawPeer.joined(sessions.router);
    }

    @AfterEach
    void stop() throws IOException {
        caller.close();
        sessions.close();
    }

    private RawPeer callee(String features) throws IOException {
        var callee = new RawPeer(sessions.router.rawSocketPort());
        callee.octets("7fb10000").readHex(4);
        callee.say("[1,\"realm1\",{\"roles\":{\"callee\":{\"features\":" + features + "}}}]").hear();
        callee.say("[64,1,{},\"com.example.parts\"]").hear();
        return callee;
    }

    @Test
    void parts_thatWereAskedFor_comeBeforeTheResult() throws IOException {
        try (var callee = callee("{\"progressive_call_results\":true,\"call_canceling\":true}")) {
            caller.say("[48,5," + IN_PARTS + ",\"com.example.parts\",[2010]]");
            assertEquals("[68,1,1,{\"receive_progress\":true},[2010]]", callee.hear());
            callee.say("[70,1,{\"progress\":true},[\"Y2010\",120]]").say("[70,1,{\"progress\":true}]").say("[70,1,{},[\"Total\",490]]");
            assertEquals("[50,5,{\"progress\":true},[\"Y2010\",120]]", caller.hear());
            assertEquals("[50,5,{\"progress\":true}]", caller.hear());
            assertEquals("[50,5,{},[\"Total\",490]]", caller.hear());
            callee.say("[70,1,{\"progress\":true},[\"late\"]]"); // dropped, like every late answer
            assertEquals("[67,2]", callee.say("[66,2,1]").hear());
        }
    }

    /** A callee without call canceling counts as one without progressive results; an unrequested partial result is not the result. */
    @Test
    void parts_thatWereNotAskedFor_areDropped() throws IOException {
        try (var callee = callee("{\"progressive_call_results\":true}")) {
            caller.say("[48,5," + IN_PARTS + ",\"com.example.parts\"]");
            assertEquals("[68,1,1,{}]", callee.hear());
            callee.say("[70,1,{},[0]]");
            assertEquals("[50,5,{},[0]]", caller.hear());
            caller.say("[48,6,{},\"com.example.parts\"]");
            assertEquals("[68,2,1,{}]", callee.hear());
            callee.say("[70,2,{\"progress\":true},[1]]").say("[70,2,{},[2]]");
            assertEquals("[50,6,{},[2]]", caller.hear());
        }
    }

    @Test
    void caller_thatLeaves_interruptsWhoWorksForIt() throws IOException {
        try (var callee = callee("{\"progressive_call_results\":true,\"call_canceling\":true}")) {
            caller.say("[48,5," + IN_PARTS + ",\"com.example.parts\"]");
            callee.hear();
            assertEquals("[6,{},\"wamp.close.goodbye_and_out\"]", caller.say("[6,{},\"wamp.close.normal\"]").hear());
            assertEquals("[69,1,{\"mode\":\"killnowait\"}]", callee.hear());
            callee.say("[70,1,{\"progress\":true},[1]]").say("[8,68,1,{},\"wamp.error.canceled\"]");
            assertEquals("[67,2]", callee.say("[66,2,1]").hear());
        }
    }

    /** The limit applies between two partial results: all of them, each far within it, take longer than it in total. */
    @Test
    @Tag("waits")
    void timeLimit_withParts_beginsAnewWithEach() throws IOException {
        try (var callee = callee("{\"progressive_call_results\":true,\"call_canceling\":true}")) {
            caller.say("[48,5,{\"receive_progress\":true,\"timeout\":3000},\"com.example.parts\"]");
            callee.hear();
            long beganNs = System.nanoTime();
            for (int part = 1; System.nanoTime() - beganNs < 3_100_000_000L; part++) {
                LockSupport.parkNanos(50_000_000);
                callee.say("[70,1,{\"progress\":true},[" + part + "]]");
                assertEquals("[50,5,{\"progress\":true},[" + part + "]]", caller.hear());
            }
            assertEquals("[8,48,5,{},\"wamp.error.timeout\",[\"no answer in time\"]]", caller.hear());
            assertTrue(System.nanoTime() - beganNs >= 6_000_000_000L, "3.1 s of parts and 3 of silence");
            assertEquals("[69,1,{\"mode\":\"killnowait\"}]", callee.hear());
        }
    }

    @Test
    void ourOwnCallee_answersInPartsToWhoWantsThem() {
        var callee = sessions.overTcp(Serializer.MSGPACK);
        Procedure counting = (_, answer) -> {
            boolean wanted = answer.part(Payload.json("[1]", null));
            if (wanted) answer.part(Payload.json("[2]", null));
            answer.result(Payload.json(wanted ? "[3]" : "[1,2,3]", null));
        };
        get(callee.register("com.example.there", Dict.NONE, counting));
        get(sessions.router.register("com.example.here", counting));
        var session = sessions.overWebSocket(Serializer.JSON);
        for (String procedure : List.of("com.example.there", "com.example.here")) {
            var parts = new ArrayList<String>();
            assertEquals("[3]", get(session.callForParts(procedure, Dict.NONE, Payload.NONE, part -> parts.add(part.toString())))
                .toString());
            assertEquals(List.of("[1]", "[2]"), parts);
            assertEquals("[3]", get(session.call(procedure, Dict.json(IN_PARTS), Payload.NONE)).toString(), "parts are passed over");
            assertEquals("[1,2,3]", get(session.call(procedure, Dict.NONE, Payload.NONE)).toString());
        }
    }

    @Test
    void ourOwnCaller_thatCancels_stopsTheCallee() {
        var callee = sessions.overTcp(Serializer.JSON);
        var called = new CompletableFuture<Procedure.Answer>();
        var stopped = new CompletableFuture<Void>();
        get(callee.register("com.example.slow", Dict.NONE, (_, answer) -> {
            answer.onCancel(() -> stopped.complete(null));
            called.complete(answer);
        }));
        var session = sessions.overTcp(Serializer.MSGPACK);
        var result = session.call("com.example.slow", Dict.NONE, Payload.NONE);
        var answer = get(called);
        assertTrue(result.cancel(false));
        get(stopped);
        var late = new CompletableFuture<Boolean>();
        callee.loop().execute(() -> {
            late.complete(answer.part(Payload.NONE));
            answer.result(Payload.NONE); // dropped, and not an error
        });
        assertFalse(get(late));
        get(sessions.router.register("com.example.add2", Arithmetic.ADD));
        assertEquals("[5]", Sessions.call(session, "com.example.add2", "[2,3]"));
        assertEquals(0, get(sessions.router.counts()).violations());
    }

    /** With mode kill the caller waits for the callee's answer to INTERRUPT. */
    @Test
    void ourOwnCallee_thatIsKilled_says() throws IOException {
        var callee = sessions.overTcp(Serializer.JSON);
        var called = new CompletableFuture<Void>();
        get(callee.register("com.example.slow", Dict.NONE, (_, _) -> called.complete(null)));
        caller.say("[48,5,{},\"com.example.slow\"]");
        get(called);
        assertEquals("[8,48,5,{},\"wamp.error.canceled\",[\"canceled by the caller\"]]", caller.say("[49,5,{\"mode\":\"kill\"}]").hear());
    }

    @Test
    void cancel_ofACallInTheRouter_isAnswered() throws IOException {
        var waiting = new CompletableFuture<Procedure.Answer>();
        get(sessions.router.register("com.example.never", (_, answer) -> waiting.complete(answer)));
        caller.say("[48,5,{},\"com.example.never\"]");
        get(waiting);
        assertEquals("[8,48,5,{},\"wamp.error.canceled\",[\"canceled by the caller\"]]", caller.say("[49,5,{}]").hear());
        sessions.router.loop().execute(() -> waiting.join().result(Payload.NONE)); // late: dropped
        assertTrue(caller.say("[48,6,{},\"com.example.nobody\"]").hear().startsWith("[8,48,6,"));
    }

    @Test
    void call_thatOurClientMakesWithoutAnswer_failsWithTheSession() {
        var session = sessions.overTcp(Serializer.JSON);
        get(session.register("com.example.slow", Dict.NONE, (_, _) -> { }));
        var result = session.call("com.example.slow", Dict.NONE, Payload.NONE);
        get(session.leave());
        assertEquals("wamp.error.connection_lost", refused(result).uri());
    }
}
