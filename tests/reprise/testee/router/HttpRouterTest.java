package reprise.testee.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.testee.router.Sessions.get;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reprise.transport.wamp.Payload;
import reprise.transport.wamp.Procedure;
import reprise.transport.wamp.Serializer;
import reprise.transport.wamp.WampSession;

/** The HTTP caller on the real dealer: callees of every kind answer, leave during a call, or never answer. */
final class HttpRouterTest {
    private static final String LATE = "com.example.late";
    private Sessions sessions;
    private HttpSocket client;

    @BeforeEach
    void start() throws IOException {
        start(Duration.ofSeconds(60));
    }

    private void start(Duration callTimeout) throws IOException {
        sessions = new Sessions(RouterPlan.local(), HttpPlan.local().withCallTimeout(callTimeout));
        get(sessions.router.register("com.example.add2", Arithmetic.ADD));
        client = new HttpSocket(sessions.wsPort);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        sessions.close();
    }

    private String call(String procedure) throws IOException {
        var reply = client.ask(HttpSocket.call(procedure, "[7, 3]"));
        assertEquals(200, reply.status(), reply.body());
        return reply.body();
    }

    @Test
    void call_ofACalleeOnEachTransportAndSerializer_isAnsweredByIt() throws IOException {
        assertEquals("{\"args\":[10]}", call("com.example.add2"));
        for (var form : Serializer.values()) {
            var overTcp = sessions.overTcp(form);
            get(overTcp.register("com.example.tcp." + form, Sessions.NONE, Arithmetic.SUBTRACT));
            assertEquals("{\"args\":[4]}", call("com.example.tcp." + form));
            var overWebSocket = sessions.overWebSocket(form); // on the same HTTP port
            get(overWebSocket.register("com.example.ws." + form, Sessions.NONE, Arithmetic.MODULO));
            assertEquals("{\"args\":[1]}", call("com.example.ws." + form));
        }
        assertEquals("{\"error\":\"wamp.error.no_such_procedure\",\"args\":[\"no callee registered for procedure 'com.example.sub2'\"]}",
            call("com.example.sub2"));
        assertEquals("{\"args\":[10]}", call("com.example.add2"));
    }

    @Test
    void call_ofACalleeThatRefusesTheArguments_isItsError() throws IOException {
        get(sessions.overTcp(Serializer.MSGPACK).register("com.example.mul2", Sessions.NONE, Arithmetic.MULTIPLY));
        var reply = client.ask(HttpSocket.call("com.example.mul2", "[7, \"three\"]"));
        assertEquals(200, reply.status());
        assertTrue(reply.body().startsWith("{\"error\":\"wamp.error.invalid_argument\",\"args\":["), reply.body());
        assertEquals("{\"args\":[21]}", call("com.example.mul2"));
    }

    /** Registers a procedure that keeps its call; completes when it is called. */
    private CompletableFuture<Procedure.Answer> registerLate(WampSession callee) {
        var called = new CompletableFuture<Procedure.Answer>();
        get(callee.register(LATE, Sessions.NONE, (_, answer) -> called.complete(answer)));
        return called;
    }

    @Test
    void call_whoseCalleeLeaves_isAnErrorAtOnceAndNoOtherIsTouched() throws Exception {
        var callee = sessions.overTcp(Serializer.MSGPACK);
        var called = registerLate(callee);
        try (var other = new HttpSocket(sessions.wsPort)) {
            client.say(HttpSocket.call(LATE, "[]"));
            get(called);
            other.assertServed();
            get(callee.leave());
            assertTrue(client.read().body().startsWith("{\"error\":\"wamp.error.canceled\""));
            other.assertServed();
            assertEquals("{\"args\":[10]}", call("com.example.add2")); // on the same connection
        }
    }

    @Test
    void call_thatIsNeverAnswered_isATimeoutAndALateAnswerIsDropped() throws Exception {
        stop();
        start(Duration.ofMillis(300));
        var callee = sessions.overWebSocket(Serializer.JSON);
        var called = registerLate(callee);
        client.say(HttpSocket.call(LATE, "[]")).say(HttpSocket.call("com.example.add2", "[1, 1]")); // pipelined behind it
        var reply = client.read();
        assertEquals(200, reply.status());
        assertTrue(reply.body().startsWith("{\"error\":\"wamp.error.timeout\""), reply.body());
        assertEquals("{\"args\":[2]}", client.read().body());
        var late = called.get(60, TimeUnit.SECONDS);
        callee.loop().submit(() -> late.result(Payload.json("[\"too late\"]", null))).get(60, TimeUnit.SECONDS);
        for (int i = 0; i < 3; i++) assertEquals("{\"args\":[10]}", call("com.example.add2"));
    }

    /** The commands that the script sends to the router's process. */
    @Test
    void commands_attachAndDetach_areDoneOrSayWhyNot() {
        assertEquals(List.of("error: 'dance' is no command; there are: attach PROCEDURE OPERATION, detach PROCEDURE", "detached",
            "error: com.example.add2 is not in the router", "attached"), List.of(RouterMain.answer(sessions.router, "dance"),
            RouterMain.answer(sessions.router, "detach com.example.add2"), RouterMain.answer(sessions.router, "detach com.example.add2"),
            RouterMain.answer(sessions.router, "attach com.example.add2 add")));
        assertTrue(RouterMain.answer(sessions.router, "attach com.example.add2 add").startsWith("error: "), "twice");
        assertTrue(RouterMain.answer(sessions.router, "attach com.example.pow2 power").startsWith("error: operation 'power'"), "unknown");
    }
}
