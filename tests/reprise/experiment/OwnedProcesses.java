package reprise.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Checks whether processes end. An ended process whose exit code was not read stays in the system's table without a program and an
 * environment; it counts as ended.
 */
public final class OwnedProcesses {
    private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(60);

    private OwnedProcesses() {}

    /** All processes of the RabbitMQ nodes in {@code folder}, with any parent: the nodes, their keepers and their children. */
    public static List<ProcessHandle> of(Path folder) {
        return ProcessHandle.allProcesses().filter(process -> environment(process).contains("REPRISE_RABBITMQ=" + folder + "\0")).toList();
    }

    private static String environment(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException goneOrSomebodyElses) {
            return "";
        }
    }

    public static boolean has(List<ProcessHandle> processes, String program) {
        return processes.stream().anyMatch(process -> process.info().command().orElse("").endsWith("/" + program));
    }

    /** Waits until none runs any more; returns those that still run. */
    public static List<ProcessHandle> staying(Supplier<List<ProcessHandle>> processes) {
        long untilNs = System.nanoTime() + WAIT_NS;
        while (true) {
            var running = processes.get().stream().filter(process -> process.info().command().isPresent()).toList();
            if (running.isEmpty() || System.nanoTime() > untilNs) return running;
            LockSupport.parkNanos(20_000_000);
        }
    }
}
