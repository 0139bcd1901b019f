package reprise.simulator.users;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import reprise.peer.k6.K6Figures;
import reprise.recorder.Clock;

/** Short real runs against a real server; they wait for the run's future, at most some seconds. */
abstract class AgainstChatRoom {
    static final Message DIRECT = Message.direct("{\"action_type\": \"direct\", \"body\": \"", "\"}");
    static final Message BROADCAST = Message.broadcast("{\"action_type\": \"broadcast\", \"body\": \"", "\"}");
    final Clock clock = Clock.system();
    final ChatRoom room = new ChatRoom();
    final Target here = new Target("here", room.url());

    @AfterEach
    void endRoom() {
        room.close();
    }

    static Duration ms(long ms) {
        return Duration.ofMillis(ms);
    }

    UserFigures run(UserPlan plan) throws Exception {
        try (var users = new Users(plan, clock, StampReader.JSON_BODY, 5_000_000_000L)) {
            return users.start().get(20, TimeUnit.SECONDS);
        }
    }

    UserFigures run(Executor executor, Script script) throws Exception {
        return run(new UserPlan(List.of(new UserScenario("only", Duration.ZERO, executor, script)), List.of(here), 1));
    }

    static long count(UserFigures figures, String metric) {
        return figures.metric(metric).map(value -> (long) ((K6Figures.Counter) value).total()).orElse(0L);
    }
}
