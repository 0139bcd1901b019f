package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import reprise.transport.amqp.AmqpUrl.Host;

final class FailoverNotesTest {
    private static final Host ONE = new Host("127.0.0.1", 1), OTHER = new Host("127.0.0.1", 2);

    @Test
    void latency_thatIsWorseOnTwoNodes_hasItsReason() {
        assertEquals(Optional.of("The median latency after the fail-over is 2.35 of the one before: client and server were on one node, since then they are on two (127.0.0.1:1 and 127.0.0.1:2), and a message"
            + " goes from one to the other; with another --seed they may come back at one"), FailoverNotes.oneHopMore(OptionalDouble.of(2.35), ONE, OTHER));
        assertEquals(Optional.empty(), FailoverNotes.oneHopMore(OptionalDouble.of(2.35), ONE, ONE), "that is not the reason");
        assertEquals(Optional.empty(), FailoverNotes.oneHopMore(OptionalDouble.of(1.2), ONE, OTHER), "it is not worse");
        assertEquals(Optional.empty(), FailoverNotes.oneHopMore(OptionalDouble.empty(), ONE, OTHER), "nobody knows");
    }
}
