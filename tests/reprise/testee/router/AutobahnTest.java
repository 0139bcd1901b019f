package reprise.testee.router;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.peers.Children;
import reprise.peers.Python;

/** The router through autobahn, if a Python has it (Debian's python3-autobahn and python3-msgpack). */
final class AutobahnTest {
    private static final String SEEN = """
        no realm None wamp.error.no_such_realm
        roles ['broker', 'dealer'] True True
        echo {'args': [1, -2.5, 'ü', None, True, [1, {'a': 2}], 9007199254740992, b'\\x00\\xff'], 'kwargs': {'k': 'v'}}
        large 200000
        in order True
        add2 in the router 5 2.5
        failed com.example.broken ['a', 7] {'why': 'because'}
        nobody wamp.error.no_such_procedure ["no callee registered for procedure 'com.example.nobody'"]
        twice wamp.error.procedure_already_exists ['cannot register com.example.echo with invoke single and match exact; it is registered \
        with invoke single']
        reserved wamp.error.invalid_uri ['cannot register wamp.mine with invoke single and match exact']
        too late wamp.error.timeout ['no answer in time']
        unregistered wamp.error.no_such_procedure ["no callee registered for procedure 'com.example.echo'"]
        roundrobin [0, 1, 2, 0, 1, 2, 0]
        other policy wamp.error.procedure_exists_with_different_invocation_policy ['cannot register com.example.shared with invoke random \
        and match exact; it is registered with invoke roundrobin']
        without one [0, 2]
        parts 3 [1, 2]
        no parts 3
        patterns ['com.pattern.a.b', 'com.any.wild']
        no pattern wamp.error.no_such_procedure ["no callee registered for procedure 'com.any.wild.more'"]
        event ((1, b'\\x01'), {'a': 2}) True
        not excluded ((3,), {})
        unsubscribed True
        topics ['com.example.topic', 'com.x.other']
        interrupted True
        callee left wamp.error.canceled ['the callee left before it answered']
        all gone
        """;

    @TempDir
    Path folder;

    private void seen(String form, String otherForm, boolean webSocket, boolean otherWebSocket) throws Exception {
        String python = Python.importing("autobahn, msgpack, txaio", "python3-autobahn and python3-msgpack");
        try (var router = Router.start(RouterPlan.local().withUnixPath(folder.resolve("router")))) {
            router.register("com.example.add2", Arithmetic.ADD).join();
            router.register("com.example.never", (_, _) -> { }).join();
            String ws = "ws://127.0.0.1:" + Sessions.listen(router, HttpPlan.local()) + "/ws";
            var script = Children.process(python, "tests/peers/autobahn_peer.py",
                webSocket ? ws : "rs+unix://" + folder.resolve("router"), form,
                otherWebSocket ? ws : "rs://127.0.0.1:" + router.rawSocketPort(), otherForm).redirectErrorStream(true).start();
            String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(SEEN, said);
            assertEquals(0, script.waitFor());
            assertEquals(0, router.counts().get().droppedEvents());
        }
    }

    @Test
    void autobahn_overWebSocketInJson_seesARouter() throws Exception {
        seen("json", "json", true, true);
    }

    @Test
    void autobahn_overWebSocketInMsgpack_seesARouter() throws Exception {
        seen("msgpack", "msgpack", true, true);
    }

    @Test
    void autobahn_overRawSocketInJson_seesARouter() throws Exception {
        seen("json", "json", false, false);
    }

    @Test
    void autobahn_overRawSocketInMsgpack_seesARouter() throws Exception {
        seen("msgpack", "msgpack", false, false);
    }

    @Test
    void autobahn_calleeInMsgpackCallerInJson_understandEachOther() throws Exception {
        seen("msgpack", "json", false, true);
    }
}
