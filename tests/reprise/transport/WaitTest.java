package reprise.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class WaitTest {
    @Test
    void atMost_whatIsDone_isReturned() {
        assertEquals("there", Wait.atMost(Duration.ZERO, "nothing", CompletableFuture.completedFuture("there")));
    }

    /** 1.2 s are one slice of a second and 0.2 s. */
    @Test
    void atMost_whatDoesNotCome_isNamedWithTheTimeWaited() {
        long beganNs = System.nanoTime();
        var late =
            assertThrows(Wait.Late.class, () -> Wait.atMost(Duration.ofMillis(1200), "the client's good-bye", new CompletableFuture<>()));
        assertEquals("waited 1.2 s for the client's good-bye, in vain", late.getMessage());
        assertTrue(System.nanoTime() - beganNs >= 1_200_000_000L, "it gave up before");
    }

    @Test
    void atMost_whatFails_throwsItsCause() {
        var ours = new IllegalArgumentException("a mistake");
        assertSame(ours,
            assertThrows(IllegalArgumentException.class,
            () -> Wait.atMost(Duration.ofSeconds(9), "it", CompletableFuture.failedFuture(ours))));
        var theirs =
            assertThrows(IllegalStateException.class,
            () -> Wait.atMost(Duration.ofSeconds(9), "the port", CompletableFuture.failedFuture(new IOException("taken"))));
        assertEquals("the port: taken", theirs.getMessage());
    }

    @Test
    void atMost_interrupted_saysWhatItWaitedFor() {
        Thread.currentThread().interrupt();
        var thrown =
            assertThrows(IllegalStateException.class, () -> Wait.atMost(Duration.ofSeconds(9), "the end", new CompletableFuture<>()));
        assertTrue(Thread.interrupted(), "the interrupt is kept");
        assertEquals("interrupted while waiting for the end", thrown.getMessage());
    }
}
