package reprise.sut;

import java.util.LinkedHashMap;
import java.util.Map;
import oshi.SystemInfo;
import oshi.software.os.OperatingSystem;
import reprise.recorder.Usage;

/**
 * CPU and memory of processes on this host, read on request. CPU is user and kernel time since the last reading, as a percentage of
 * one core (200 % is two busy cores); memory is the resident set. For one thread.
 */
public final class ProcessUsage {
    private record Reading(long cpuMs, long atNs) {}

    private final OperatingSystem system = system();
    private final Map<String, Long> pids = new LinkedHashMap<>();
    private final Map<String, Reading> last = new LinkedHashMap<>();

    /**
     * @throws Failure.Environment if the native library cannot be unpacked or loaded, for example because /tmp is full or mounted noexec
     */
    public static OperatingSystem system() {
        try {
            return new SystemInfo().getOperatingSystem();
        } catch (LinkageError e) {
            throw new Failure.Environment("CPU and memory of processes cannot be read: a library has to be unpacked into "
                + System.getProperty("java.io.tmpdir") + ", and loaded there; make room, and let programs be loaded from it (no noexec)",
                e);
        }
    }

    /** One that has ended still exists for the system until its parent has waited for it, but has no program any more. */
    public static boolean isRunning(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).map(ProcessHandle::info)
            .filter(info -> info.command().isPresent() || info.commandLine().isPresent()).isPresent(); // another user's has no command
    }

    /** @param name the process's name in the run file, such as "broker" */
    public void watch(String name, long pid) {
        pids.put(name, pid);
        read(name, pid);
    }

    /** Each watched process's usage since the last call; a process that has ended has no entry. */
    public Map<String, Usage> read() {
        var usages = new LinkedHashMap<String, Usage>();
        pids.forEach((name, pid) -> {
            var usage = read(name, pid);
            if (usage != null) usages.put(name, usage);
        });
        return usages;
    }

    private Usage read(String name, long pid) {
        var process = system.getProcess((int) pid);
        if (process == null) return null;
        var now = new Reading(process.getUserTime() + process.getKernelTime(), System.nanoTime());
        var before = last.put(name, now);
        if (before == null || now.atNs <= before.atNs) return null;
        double cpuPercent = 100.0 * 1e6 * (now.cpuMs - before.cpuMs) / (now.atNs - before.atNs);
        return new Usage(cpuPercent, process.getResidentSetSize() / 1048576.0);
    }
}
