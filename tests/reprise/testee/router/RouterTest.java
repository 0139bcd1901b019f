package reprise.testee.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.testee.router.Sessions.NONE;
import static reprise.testee.router.Sessions.answering;
import static reprise.testee.router.Sessions.call;
import static reprise.testee.router.Sessions.get;
import static reprise.testee.router.Sessions.refused;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.testee.Changed;
import reprise.transport.wamp.Dict;
import reprise.transport.wamp.Payload;
import reprise.transport.wamp.Procedure;
import reprise.transport.wamp.Serializer;
import reprise.transport.wamp.WampException;
import reprise.transport.wamp.WampSession;

/** Dealer and broker through our own client and in-process callers. */
final class RouterTest {
    @TempDir
    Path folder;
    private Sessions sessions;

    @BeforeEach
    void start() throws IOException {
        sessions = new Sessions(Changed.of(RouterPlan.local().withUnixPath(folder.resolve("router")), "maxCallsInFlight", 3));
        get(sessions.router.register("com.example.add2", Arithmetic.ADD));
    }

    @AfterEach
    void stop() {
        sessions.close();
    }

    private static Dict invoke(String policy) {
        return NONE.with("invoke", policy);
    }

    @Test
    void session_ofEveryTransportAndSerializer_callsAndIsCalled() {
        var all = new ArrayList<WampSession>();
        for (var form : Serializer.values()) {
            all.add(sessions.overTcp(form));
            all.add(sessions.overUnix(form));
            all.add(sessions.overWebSocket(form));
        }
        assertEquals(6, all.stream().mapToLong(WampSession::id).distinct().count());
        for (int callee = 0; callee < 6; callee++) {
            get(all.get(callee).register("com.example.mul" + callee, NONE, Arithmetic.MULTIPLY));
            for (var caller : all) assertEquals("[-21]", call(caller, "com.example.mul" + callee, "[3, -7]"));
        }
        for (var caller : all) assertEquals("[5]", call(caller, "com.example.add2", "[2,3]"));
    }

    /** The outcome of a call through {@code Calls}, on the router's loop. */
    private CompletableFuture<String> inProcess(String procedure, String args, long timeoutMs) {
        var said = new CompletableFuture<String>();
        sessions.router.loop()
            .execute(() -> sessions.router.calls().call(procedure, Payload.json(args, null), timeoutMs, new Calls.Reply() {
            @Override
            public void result(Payload payload) {
                if (!said.complete(payload.toString())) throw new IllegalStateException("answered twice");
            }

            @Override
            public void error(String uri, Payload payload) {
                if (!said.complete(uri + " " + payload)) throw new IllegalStateException("answered twice");
            }
        }));
        return said;
    }

    @Test
    void caller_inTheProcess_isAnsweredOnceByAnyCallee() {
        var callee = sessions.overUnix(Serializer.MSGPACK);
        get(callee.register("com.example.mul2", NONE, Arithmetic.MULTIPLY));
        assertEquals("[5]", get(inProcess("com.example.add2", "[2, 3]", 0)));
        assertEquals("[6]", get(inProcess("com.example.mul2", "[2, 3]", 1000)));
        assertEquals("wamp.error.invalid_argument [\"args that are no two numbers; for example [2, 3]\"]",
            get(inProcess("com.example.mul2", "[2, \"x\"]", 0)));
        assertEquals("wamp.error.no_such_procedure [\"no callee registered for procedure 'com.example.sub2'\"]",
            get(inProcess("com.example.sub2", "[2, 3]", 0)));
        assertTrue(get(inProcess("com.example.mul2", "[2, 18446744073709551616]", 0)).startsWith("wamp.error.invalid_payload "));
    }

    @Test
    void procedure_inTheProcess_comesAndGoes() {
        var caller = sessions.overTcp(Serializer.JSON);
        assertTrue(get(sessions.router.unregister("com.example.add2")));
        assertFalse(get(sessions.router.unregister("com.example.add2")));
        assertEquals("wamp.error.no_such_procedure", refused(caller.call("com.example.add2", NONE, Payload.NONE)).uri());
        get(sessions.router.register("com.example.add2", Arithmetic.SUBTRACT));
        assertEquals("[-1]", call(caller, "com.example.add2", "[2,3]"));
        assertThrows(IllegalStateException.class, () -> get(sessions.router.register("com.example.add2", Arithmetic.ADD)));
        assertEquals("wamp.error.procedure_already_exists", refused(caller.register("com.example.add2", NONE, Arithmetic.ADD)).uri());
    }

    @Test
    void procedure_thatThrows_isAnError() {
        Procedure broken = (_, _) -> {
            throw new IllegalStateException("broken");
        };
        var session = sessions.overTcp(Serializer.JSON);
        get(sessions.router.register("com.example.here", broken));
        get(session.register("com.example.there", NONE, broken));
        for (String procedure : List.of("com.example.here", "com.example.there")) {
            var refused = refused(session.call(procedure, NONE, Payload.NONE));
            assertEquals("wamp.error.runtime_error", refused.uri());
            assertTrue(refused.payload().toString().contains("broken"), refused.getMessage());
        }
    }

    private List<String> shared(String policy, int calls) {
        var callees = new ArrayList<WampSession>();
        for (int i = 0; i < 3; i++) {
            callees.add(sessions.overTcp(Serializer.JSON));
            get(callees.get(i).register("com.example." + policy, invoke(policy), answering("[" + i + "]")));
        }
        var answers = new ArrayList<String>();
        for (int i = 0; i < calls; i++) answers.add(call(callees.get(0), "com.example." + policy, "[]"));
        assertEquals("wamp.error.procedure_already_exists",
            refused(callees.get(0).register("com.example." + policy, invoke(policy), Arithmetic.ADD)).uri());
        return answers;
    }

    @Test
    void sharedRegistration_everyPolicy_picksItsCallee() {
        assertEquals(List.of("[0]", "[0]", "[0]"), shared("first", 3));
        assertEquals(List.of("[2]", "[2]", "[2]"), shared("last", 3));
        assertEquals(List.of("[0]", "[1]", "[2]", "[0]", "[1]"), shared("roundrobin", 5));
        // 60 calls miss one of three with a probability of 3 * (2/3)^60 = 8e-11; besides, the seed is fixed
        assertEquals(3, shared("random", 60).stream().distinct().count());
    }

    @Test
    void register_thatConflicts_isRefused() {
        var session = sessions.overTcp(Serializer.MSGPACK);
        get(session.register("com.example.one", NONE, Arithmetic.ADD));
        get(session.register("com.example.many", invoke("first"), Arithmetic.ADD));
        var other = sessions.overTcp(Serializer.JSON);
        assertEquals("wamp.error.procedure_already_exists", refused(other.register("com.example.one", NONE, Arithmetic.ADD)).uri());
        for (String policy : List.of("single", "last")) {
            assertEquals("wamp.error.procedure_exists_with_different_invocation_policy",
                refused(other.register("com.example.many", invoke(policy), Arithmetic.ADD)).uri());
        }
        assertEquals("wamp.error.option_not_allowed", refused(other.register("com.example.x", invoke("best"), Arithmetic.ADD)).uri());
        for (String option : List.of("\"match\":\"regex\"", "\"force_reregister\":true", "\"disclose_caller\":true", "\"concurrency\":2")) {
            assertEquals("wamp.error.option_not_allowed",
                refused(other.register("com.example.x", Dict.json("{" + option + "}"), Arithmetic.ADD)).uri(), option);
        }
        assertEquals("wamp.error.invalid_uri", refused(other.register("wamp.x", NONE, Arithmetic.ADD)).uri());
        assertEquals("wamp.error.no_such_registration", refused(other.unregister(4711)).uri());
    }

    @Test
    void callee_thatLeavesOrUnregisters_isReplacedAndItsCallsCanceled() throws InterruptedException {
        var caller = sessions.overTcp(Serializer.JSON);
        var callee = sessions.overUnix(Serializer.JSON);
        var called = new CountDownLatch(2);
        long registration = get(callee.register("com.example.never", NONE, (_, _) -> called.countDown()));
        var unanswered = caller.call("com.example.never", NONE, Payload.NONE);
        var inProcess = inProcess("com.example.never", "[]", 60_000);
        assertTrue(called.await(60, TimeUnit.SECONDS), called.toString());
        get(callee.unregister(registration));
        get(callee.leave());
        assertEquals("wamp.error.canceled", refused(unanswered).uri());
        assertTrue(get(inProcess).startsWith("wamp.error.canceled "));
        get(caller.register("com.example.never", NONE, answering("[\"now\"]")));
        assertEquals("[\"now\"]", call(caller, "com.example.never", "[]"));
    }

    @Test
    void call_withATimeLimit_isAnsweredInTime_orNotAtAll() {
        var session = sessions.overTcp(Serializer.JSON);
        var late = new ArrayList<Procedure.Answer>();
        get(session.register("com.example.late", NONE, (_, answer) -> late.add(answer)));
        var timed = session.call("com.example.late", Dict.json("{\"timeout\":30}"), Payload.NONE);
        assertEquals("wamp.error.timeout [\"no answer in time\"]", get(inProcess("com.example.late", "[]", 30)));
        assertEquals("wamp.error.timeout", refused(timed).uri());
        // the late results are dropped, and the session continues
        session.loop().execute(() -> late.forEach(answer -> answer.result(Payload.NONE)));
        assertEquals("[5]", call(session, "com.example.add2", "[2,3]"));
        assertEquals(0, get(sessions.router.counts()).violations());
    }

    @Test
    void callee_withTooManyCalls_getsNoMore() {
        var session = sessions.overTcp(Serializer.JSON);
        var waiting = new ArrayList<Procedure.Answer>();
        get(session.register("com.example.slow", NONE, (_, answer) -> waiting.add(answer)));
        var first = new ArrayList<CompletableFuture<Payload>>();
        for (int i = 0; i < 3; i++) first.add(session.call("com.example.slow", NONE, Payload.NONE));
        assertEquals("wamp.error.no_available_callee", refused(session.call("com.example.slow", NONE, Payload.NONE)).uri());
        session.loop().execute(() -> waiting.forEach(answer -> answer.result(Payload.json("[1]", null))));
        for (var call : first) assertEquals("[1]", get(call).toString());
    }

    @Test
    void calls_manyAtOnce_areEachAnsweredWithTheirOwn() {
        var caller = sessions.overTcp(Serializer.MSGPACK);
        var answers = new ArrayList<CompletableFuture<Payload>>();
        for (int i = 0; i < 5000; i++) answers.add(caller.call("com.example.add2", NONE, Payload.json("[" + i + ",1]", null)));
        for (int i = 0; i < 5000; i++) assertEquals("[" + (i + 1) + "]", get(answers.get(i)).toString());
    }

    @Test
    void event_toSubscribersOfBothSerializers_comesOnceInOrder() throws Exception {
        var publisher = sessions.overTcp(Serializer.JSON);
        var seen = new LinkedBlockingQueue<String>();
        get(publisher.subscribe("com.example.topic", NONE, payload -> seen.add("own " + payload)));
        var other = sessions.overWebSocket(Serializer.MSGPACK);
        long subscription = get(other.subscribe("com.example.topic", NONE, payload -> seen.add("other " + payload)));
        get(publisher.publish("com.example.topic", NONE, Payload.json("[1]", "{\"a\":2}")));
        assertEquals("other [1] {\"a\":2}", seen.poll(60, TimeUnit.SECONDS));
        get(publisher.publish("com.example.topic", Dict.json("{\"exclude_me\":false,\"exclude\":[" + other.id() + "]}"),
            Payload.json("[2]", null)));
        assertEquals("own [2]", seen.poll(60, TimeUnit.SECONDS));
        get(publisher.publish("com.example.topic", Dict.json("{\"eligible\":[" + other.id() + "]}"), Payload.json("[3]", null)));
        assertEquals("other [3]", seen.poll(60, TimeUnit.SECONDS));
        get(publisher.publish("com.example.topic", NONE, Payload.json("[18446744073709551616]", null))); // MessagePack cannot express it
        assertEquals(1, get(sessions.router.counts()).droppedEvents());
        get(other.unsubscribe(subscription));
        get(publisher.publish("com.example.topic", NONE, Payload.json("[4]", null)));
        assertEquals("[5]", call(other, "com.example.add2", "[2,3]")); // an event would have arrived earlier
        assertTrue(seen.isEmpty());
        assertEquals("wamp.error.no_such_subscription", refused(other.unsubscribe(subscription)).uri());
        assertEquals("wamp.error.invalid_uri", refused(publisher.publish("wamp.topic", NONE, Payload.NONE)).uri());
        for (String option : List.of("\"match\":\"regex\"", "\"get_retained\":true", "\"nkey\":1")) {
            assertEquals("wamp.error.option_not_allowed",
                refused(publisher.subscribe("com", Dict.json("{" + option + "}"), _ -> { })).uri(), option);
        }
        assertEquals("wamp.error.option_not_allowed",
            refused(publisher.publish("com.example.topic", Dict.json("{\"retain\":true}"), Payload.NONE)).uri());
        assertEquals("wamp.error.option_disallowed.disclose_me",
            refused(publisher.call("com.example.add2", Dict.json("{\"disclose_me\":true}"), Payload.NONE)).uri());
    }

    @Test
    @Tag("waits")
    void join_thatFails_saysWhy() {
        String tcp = "rs://127.0.0.1:" + sessions.router.rawSocketPort();
        assertEquals("wamp.error.no_such_realm", refused(sessions.join(tcp, Serializer.JSON, "elsewhere")).uri());
        for (String url : List.of("rs://127.0.0.1:1", "rs+unix://" + folder.resolve("nobody"), "ws://127.0.0.1:1/ws",
            "rs://127.0.0.1:" + sessions.wsPort, "ws://127.0.0.1:" + sessions.router.rawSocketPort() + "/ws")) {
            var refused = refused(sessions.join(url, Serializer.JSON, "realm1"));
            assertEquals(WampException.CONNECTION_LOST, refused.uri());
            assertTrue(refused.getMessage().startsWith(url + ": "), refused.getMessage());
        }
    }

    @Test
    void router_thatCloses_saysGoodbye() {
        var session = sessions.overWebSocket(Serializer.JSON);
        sessions.router.close();
        assertEquals("goodbye: wamp.close.system_shutdown", get(session.closed()));
        assertEquals(WampException.CONNECTION_LOST, refused(session.call("com.example.add2", NONE, Payload.NONE)).uri());
    }

    @Test
    void router_portThatIsTaken_isNamed() {
        int port = sessions.router.rawSocketPort();
        var refused = assertThrows(IOException.class, () -> Router.start(RouterPlan.local().withRawSocketPort(port)));
        assertTrue(refused.getMessage().contains("127.0.0.1:" + port), refused.getMessage());
    }
}
