package broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reprise.recorder.Clock;
import reprise.recorder.Second;
import reprise.simulator.users.Target;
import reprise.simulator.users.UserMetrics;
import reprise.simulator.users.Users;
import reprise.transport.websocket.WebSocketUrl;

/** What is shown of users while none of their iterations has ended. */
final class LiveUsersTest {
    private static Second second(int index, String server, int opened, int closed, int sent, int received) {
        var second = new Second(index, UserMetrics.ofTargets(List.of("one", "two")));
        var metrics = UserMetrics.of(server);
        second.add(metrics.opened(), opened);
        second.add(metrics.closed(), closed);
        second.add(metrics.sent(), sent);
        second.add(metrics.received(), received);
        return second;
    }

    @Test
    void words_areOfOpenUsersAndMessagesSoFar_beforeAnyIterationHasEnded() {
        var servers = List.of(new Target("one", new WebSocketUrl("127.0.0.1", 1, "/")),
            new Target("two", new WebSocketUrl("127.0.0.1", 2, "/")));
        try (var users = Users.of(1, user -> { }, servers, 1, Clock.system())) {
            var live = LiveUsers.of(users, servers);
            assertEquals("0 open, 0 messages, 0 iterations", live.now().get());
            live.row().apply(second(0, "one", 50, 0, 1200, 5), Map.of());
            live.row().apply(second(1, "two", 30, 2, 100, 0), Map.of());
            assertEquals("78 open, 1,305 messages, 0 iterations", live.now().get());
        }
    }
}
