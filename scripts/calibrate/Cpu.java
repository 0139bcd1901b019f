package calibrate;

import java.time.Duration;

/** The CPU time of processes. */
final class Cpu {
    private Cpu() {}

    /** User and kernel time since the process began, in µs; the system counts it in steps of 10 ms. 0 if it cannot be read. */
    static long us(long pid) {
        return ProcessHandle.of(pid).flatMap(process -> process.info().totalCpuDuration()).orElse(Duration.ZERO).toNanos() / 1_000;
    }
}
