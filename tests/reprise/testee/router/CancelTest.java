package reprise.testee.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** CANCEL, INTERRUPT and GOODBYE by their octets. */
final class CancelTest {
    private static final String CANCELED = "[8,48,5,{},\"wamp.error.canceled\",[\"canceled by the caller\"]]";

    private Router router;
    private RawPeer caller;

    @BeforeEach
    void start() throws IOException {
        router = Router.start(RouterPlan.local());
        caller = RawPeer.joined(router);
    }

    @AfterEach
    void stop() throws IOException {
        caller.close();
        router.close();
    }

    /** A callee that was called by request 5. */
    private RawPeer called(boolean cancelable) throws IOException {
        var callee = new RawPeer(router.rawSocketPort());
        callee.octets("7fb10000").readHex(4);
        callee.say("[1,\"realm1\",{\"roles\":{\"callee\":{\"features\":{\"call_canceling\":" + cancelable + "}}}}]").hear();
        callee.say("[64,1,{},\"com.example.slow\"]").hear();
        caller.say("[48,5,{},\"com.example.slow\"]");
        assertEquals("[68,1,1,{}]", callee.hear());
        return callee;
    }

    @Test
    void cancel_ofACalleeThatCannot_answersTheCallerAtOnce() throws IOException {
        try (var callee = called(false)) {
            assertEquals(CANCELED, caller.say("[49,5,{\"mode\":\"kill\"}]").hear());
            callee.say("[70,1,{}]"); // late: dropped
            assertEquals("[67,2]", callee.say("[66,2,1]").hear());
        }
    }

    @Test
    void cancel_killNoWait_interruptsAndAnswersAtOnce() throws IOException {
        try (var callee = called(true)) {
            assertEquals(CANCELED, caller.say("[49,5,{}]").hear());
            assertEquals("[69,1,{\"mode\":\"killnowait\"}]", callee.hear());
            callee.say("[8,68,1,{},\"wamp.error.canceled\"]");
            assertEquals("[67,2]", callee.say("[66,2,1]").hear());
        }
    }

    @Test
    void cancel_kill_waitsForTheCallee() throws IOException {
        try (var callee = called(true)) {
            caller.say("[49,5,{\"mode\":\"kill\"}]");
            assertEquals("[69,1,{\"mode\":\"kill\"}]", callee.hear());
            callee.say("[8,68,1,{},\"com.example.killed\",[1]]");
            assertEquals("[8,48,5,{},\"com.example.killed\",[1]]", caller.hear());
        }
    }

    @Test
    void cancel_ofNothingOrOfAnothersCall_isPassedOver() throws IOException {
        try (var callee = called(false); var other = RawPeer.joined(router)) {
            other.say("[49,5,{}]").say("[49,99,{}]");
            assertTrue(other.say("[48,1,{},\"com.example.nobody\"]").hear().contains("no_such_procedure"));
            callee.say("[70,1,{},[7]]");
            assertEquals("[50,5,{},[7]]", caller.hear());
        }
    }

    @Test
    void goodbye_withACallInFlight_leavesNothingForTheNextSession() throws IOException {
        try (var callee = called(false)) {
            assertEquals("[6,{},\"wamp.close.goodbye_and_out\"]", caller.say("[6,{},\"wamp.close.normal\"]").hear());
            assertTrue(caller.say("[1,\"realm1\"," + RawPeer.ROLES + "]").hear().startsWith("[2,"));
            callee.say("[70,1,{},[7]]");
            assertEquals("[67,2]", callee.say("[66,2,1]").hear()); // the router has seen the YIELD
            assertTrue(caller.say("[48,5,{},\"com.example.slow\"]").hear().contains("no_such_procedure"));
        }
    }
}
