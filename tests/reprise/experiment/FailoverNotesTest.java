package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import reprise.transport.amqp.AmqpUrl.Host;

final class FailoverNotesTest {
    private static final Host ONE = new Host("127.0.0.1", 1), OTHER = new Host("127.0.0.1", 2);

    @Test
    void cameBack_atOneNodeOrTwo_isTold() {
        assertEquals(Optional.of("The median latency after the fail-over is 2.35 of the one before: client and server were on one node, since then they are on two (127.0.0.1:1 and 127.0.0.1:2), and a message"
            + " goes from one to the other; with another --seed they may come back at one"), FailoverNotes.cameBack(OptionalDouble.of(2.35), ONE, OTHER));
        var one = Optional.of("Client and server were on one node and came back at one, 127.0.0.1:1, by the seed's order of hosts; with another --seed they may come back at two,"
            + " a message goes from one to the other then, and latency after the fail-over may be worse");
        assertEquals(one, FailoverNotes.cameBack(OptionalDouble.of(0.9), ONE, ONE));
        assertEquals(one, FailoverNotes.cameBack(OptionalDouble.of(2.35), ONE, ONE), "and that is not the reason");
        assertEquals(Optional.empty(), FailoverNotes.cameBack(OptionalDouble.of(1.2), ONE, OTHER), "it is not worse");
        assertEquals(Optional.empty(), FailoverNotes.cameBack(OptionalDouble.empty(), ONE, OTHER), "nobody knows");
        assertEquals(Optional.empty(), FailoverNotes.cameBack(OptionalDouble.empty(), ONE, ONE), "nor here");
    }
}
