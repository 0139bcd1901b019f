package reprise.simulator.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import reprise.simulator.users.Executor.ConstantUsers;
import reprise.transport.websocket.WebSocketUrl;

/** What a user that waits keeps in memory. */
final class ParkedUserTest extends AgainstChatRoom {
    /** A parked virtual thread keeps its frames: of thousands of users, those of any library between them and the park would be many. */
    @Test
    void user_thatWaits_hasNoFramesOfALibraryBelowItsOwn() throws Exception {
        var stack = new CompletableFuture<StackTraceElement[]>();
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var target = new Target("silent", new WebSocketUrl("127.0.0.1", silent.getLocalPort(), "/ws"));
            var figures = run(new UserPlan(List.of(new UserScenario("only", Duration.ZERO, new ConstantUsers(1, ms(300), ms(0)), user -> {
                var waiting = Thread.currentThread();
                Thread.ofPlatform().daemon().start(() -> stack.complete(whenItWaits(waiting)));
                user.connect(target);
            })), List.of(target), 1), held, _ -> stack.thenRun(held::letGo));
            assertEquals(1, figures.interrupted(""));
        }
        var below = Arrays.stream(stack.get(60, TimeUnit.SECONDS)).map(StackTraceElement::getClassName)
            .takeWhile(name -> !name.startsWith("reprise.")).toList();
        assertTrue(below.contains("java.util.concurrent.locks.LockSupport") && below.size() <= 5, below.toString());
    }

    private static StackTraceElement[] whenItWaits(Thread thread) {
        while (thread.isAlive() && thread.getState() != Thread.State.WAITING) LockSupport.parkNanos(1_000_000);
        return thread.getStackTrace();
    }
}
