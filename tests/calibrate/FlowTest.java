package calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reprise.sut.Brokers;
import reprise.sut.Failure;

/** What passes brokers and the bare pipe, in small: real sockets, child JVMs. */
final class FlowTest {
    /** Long enough for a busy host to pass something. */
    private static final double SECONDS = 2;

    @Test
    void pipe_measuredTwice_passesBodiesEachTime() throws IOException {
        try (var pipe = BarePipe.start()) {
            for (int i = 0; i < 2; i++) assertTrue(pipe.perSec(1_000, SECONDS) > 0);
        }
    }

    /** The cost grows by 1 each time it is read: by 1 for all messages together. */
    @Test
    void flow_ofThreePairs_passesMessagesAndSharesTheCostAmongThem() {
        try (var brokers = Brokers.embedded("127.0.0.1", List.of(0))) {
            var flow = AmqpFlow.measure(brokers.url(), 3, 1_000, SECONDS, new AtomicLong()::incrementAndGet);
            assertTrue(flow.messages() > 0 && flow.perSec() > 0 && flow.perSec() <= flow.messages() / SECONDS, flow.toString());
            assertEquals(1, flow.costUs() * flow.messages(), 1e-9);
        }
    }

    /** With confirms one at a time, and with a window of them and acknowledgements by hand. */
    @Test
    void javaClient_ofEachKind_hasMessagesTaken() throws Exception {
        try (var brokers = Brokers.embedded("127.0.0.1", List.of(0))) {
            int port = brokers.url().hosts().getFirst().port();
            for (var kind : List.of(new JavaClient.Kind("automatic", 0, 0), new JavaClient.Kind("one", 1, 0),
                new JavaClient.Kind("window", 10, 20)))
                assertTrue(JavaClient.perSec(port, kind, 1_000, SECONDS) > 0, kind.name());
        }
    }

    @Test
    void flow_ofABrokerThatIsGone_saysSo() {
        var gone = Brokers.embedded("127.0.0.1", List.of(0));
        gone.close();
        var failure = assertThrows(Failure.Environment.class, () -> AmqpFlow.measure(gone.url(), 1, 1_000, SECONDS, () -> 0));
        assertTrue(failure.getMessage().startsWith("flow: "), failure.getMessage());
    }
}
