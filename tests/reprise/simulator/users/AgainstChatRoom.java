package reprise.simulator.users;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import reprise.peer.k6.K6Figures;
import reprise.recorder.Clock;
import reprise.recorder.Recorder;
import reprise.recorder.Recording;

/** Short real runs against a real server; they wait some seconds at most for the run's future. */
abstract class AgainstChatRoom {
    static final Message DIRECT = Message.direct("{\"action_type\": \"direct\", \"body\": \"", "\"}");
    static final Message BROADCAST = Message.broadcast("{\"action_type\": \"broadcast\", \"body\": \"", "\"}");
    /** What a run may take that is to end by itself. */
    static final Duration PATIENCE = ms(50_000);
    final Clock clock = Clock.system();
    final HeldClock held = new HeldClock();
    Recording recording; // of the last run
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
        return run(plan, clock, _ -> { });
    }

    /** What a test does while a run goes on. */
    interface Steps {
        void take(Users users) throws Exception;
    }

    UserFigures run(UserPlan plan, Clock by, Steps steps) throws Exception {
        try (var users = new Users(plan, by)) {
            var recorder = new Recorder(users.metrics());
            users.start(recorder);
            steps.take(users);
            var figures = users.done().get(60, TimeUnit.SECONDS);
            recording = recorder.finish(by.nanos());
            return figures;
        }
    }

    UserFigures run(Executor executor, UserScript script) throws Exception {
        return run(only(executor, script));
    }

    UserPlan only(Executor executor, UserScript script) {
        return new UserPlan(List.of(new UserScenario("only", Duration.ZERO, executor, script)), List.of(here), 1);
    }

    static long count(UserFigures figures, String metric) {
        return figures.metric(metric).map(value -> (long) ((K6Figures.Counter) value).total()).orElse(0L);
    }
}
