package calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import reprise.sut.Failure;
import reprise.testee.chat.ChatPlan;
import reprise.testee.chat.ChatServer;
import reprise.testee.chat.Style;
import reprise.transport.websocket.WebSocketUrl;

/** The users' process is a real child; the servers are in this one. */
final class ManyUsersTest {
    private static WebSocketUrl url(ChatServer server) {
        return new WebSocketUrl("127.0.0.1", server.port(), "/ws");
    }

    @Test
    void twoHundredUsers_ofAProcessOfTheirOwn_areAllOpenedAnsweredAndClosed() throws IOException {
        try (var first = ChatServer.start(ChatPlan.local(Style.QUEUEING)); var second = ChatServer.start(ChatPlan.local(Style.AWAITING))) {
            var held = ManyUsers.hold(200, 1, List.of(url(first), url(second)));
            assertEquals(200, held.users());
            assertTrue(held.residentBytes() > 20_000_000 && held.residentBytes() < 1_000_000_000, held.toString());
        }
    }

    @Test
    void users_ofTwoProcesses_areTheWholeOfTheirShares() throws IOException {
        try (var server = ChatServer.start(ChatPlan.local(Style.QUEUEING))) {
            var held = ManyUsers.hold(101, 2, List.of(url(server)));
            assertEquals(101, held.users());
            assertEquals(2, held.processes());
        }
    }

    /** Every other user connects to a port where nothing listens: 5 of 10 are opened and answered, so there is no figure. */
    @Test
    void users_ofWhomSomeAreRefused_areNoFigureButACause() throws IOException {
        try (var server = ChatServer.start(ChatPlan.local(Style.QUEUEING))) {
            WebSocketUrl gone;
            try (var closed = ChatServer.start(ChatPlan.local(Style.QUEUEING))) {
                gone = url(closed);
            }
            var failure = assertThrows(Failure.Environment.class, () -> ManyUsers.hold(10, 1, List.of(url(server), gone)));
            assertTrue(failure.getMessage().contains("Opened[open=5, answered=5]"), failure.getMessage());
            assertTrue(failure.getMessage().contains("attempts=10, complete=5, interrupted=0, failed=5, open=0"), failure.getMessage());
            assertTrue(failure.getMessage().contains(gone + ": connection refused"), failure.getMessage());
        }
    }
}
