package reprise.experiment;

import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import reprise.recorder.Share;
import reprise.recorder.Usage;
import reprise.sut.Failure;
import reprise.sut.ProcessUsage;
import reprise.sut.SystemUnderTest;

/** The systems of an experiment that run. The live thread reads their processes. */
final class StartedSystems {
    private static final long PATIENCE_MS = 200;

    private final Deque<AutoCloseable> started = new ConcurrentLinkedDeque<>();
    private final Set<SystemUnderTest> mortal = ConcurrentHashMap.newKeySet();
    private final Set<Long> known = ConcurrentHashMap.newKeySet(); // they have ended, and the user has been told or a moment has done it

    /** Only the whole load has a system of its own. @throws Failure.BadInput for a share */
    static void check(Share share, String what) {
        if (!share.isWhole()) throw new Failure.BadInput("this is share " + share + " of a load, and it would start a system of its own ("
            + what + "); start the system once, and give each share where it is, by --url or --target if the script has them");
    }

    <S extends AutoCloseable> S start(Callable<S> system) throws Exception {
        var running = system.call();
        started.push(running);
        return running;
    }

    /** One that was not started here is left alone in the end. */
    void mayEnd(SystemUnderTest system) {
        mortal.add(system);
    }

    void stop(AutoCloseable system) throws Exception {
        if (!started.remove(system)) throw new IllegalArgumentException("the experiment has not started this system, or stopped it before");
        system.close();
    }

    /** Last first. @param trouble takes a sentence for each that could not be stopped */
    void stopAll(Consumer<String> trouble) {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception | Error e) {
                trouble.accept("could not be stopped: " + e);
            }
        }
    }

    /** Those of all systems, and the script's own, by their names in run.json. */
    Map<String, Long> processes() {
        var processes = new LinkedHashMap<String, Long>();
        var all = new LinkedHashSet<AutoCloseable>(started);
        all.addAll(mortal);
        for (var system : all)
            if (system instanceof SystemUnderTest underTest)
                underTest.pids().forEach((name, pid) -> processes.put(processes.containsKey(name) ? name + " " + pid : name, pid));
        processes.put(Usage.SCRIPT, ProcessHandle.current().pid());
        return processes;
    }

    /** The processes that have ended. */
    Map<String, Long> ended() {
        var ended = processes();
        ended.values().removeIf(ProcessUsage::isRunning);
        return ended;
    }

    /** The user is told that this process has ended, or its moment says so; false if that is so already. */
    boolean known(long pid) {
        return known.add(pid);
    }

    Failure withEnded(Failure failure) {
        return endedUnknown().<Failure>map(name -> new Failure.Environment(failure.getMessage() + "; the process of " + name
            + " has ended by itself", failure)).orElse(failure);
    }

    /** The name of a process that has ended and is not known to have. One that still ends is waited for: its socket is closed before. */
    private Optional<String> endedUnknown() {
        return unknown().or(() -> {
            var exits = processes().values().stream().filter(pid -> pid != ProcessHandle.current().pid()).map(ProcessHandle::of)
                .flatMap(Optional::stream).map(ProcessHandle::onExit).toArray(CompletableFuture[]::new);
            CompletableFuture.anyOf(exits).completeOnTimeout(null, PATIENCE_MS, TimeUnit.MILLISECONDS).join();
            return unknown();
        });
    }

    private Optional<String> unknown() {
        return ended().entrySet().stream().filter(process -> !known.contains(process.getValue()) && !mayEnd(process.getValue()))
            .map(Map.Entry::getKey).findFirst();
    }

    /** Whether this process may end without ending the phase. */
    boolean mayEnd(long pid) {
        return mortal.stream().anyMatch(system -> system.pids().containsValue(pid));
    }
}
