package calibrate;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import oshi.software.os.OperatingSystem;
import reprise.sut.Failure;
import reprise.sut.ProcessUsage;
import reprise.transport.OwnThreads;

/**
 * What processes hold while a load goes, looked at {@value #SAMPLES} times: resident memory, descriptors and threads of each, and the
 * bytes of the run's files. Level is what at the end is not more than after a sixth of the time, but for a tenth of it, or a few.
 */
final class Level implements AutoCloseable {
    static final int SAMPLES = 60;
    private static final double MOST = 1.1;
    private static final long FEW = 5;
    /** A heap grows into its limit in the first minutes; before that, memory that rises tells nothing. */
    private static final long LEAST_SEC = 1_800;
    private static final double MB = 1e6;

    /** What is looked at. */
    enum Kind {
        MEMORY(": memory, MB"), DESCRIPTORS(": descriptors"), THREADS(": threads"), FILES(", MB");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /** @param of a process, or the files */
    record What(String of, Kind kind) {}

    /** @param figures one for each look */
    record Held(What what, List<Double> figures) {
        /** Such as "broker: memory, MB". */
        String name() {
            return what.of + what.kind.words;
        }

        /** The median of the looks around the first sixth. */
        double early() {
            int at = figures.size() / 6;
            return LimitTable.median(middle(Math.max(0, at - 2), Math.min(figures.size(), at + 3)));
        }

        double late() {
            return LimitTable.median(middle(Math.max(0, figures.size() - 5), figures.size()));
        }

        private double[] middle(int from, int to) {
            return figures.subList(from, to).stream().mapToDouble(Double::doubleValue).toArray();
        }

        boolean isMemory() {
            return what.kind == Kind.MEMORY;
        }

        String verdict(long lengthSec) {
            if (isMemory() && lengthSec < LEAST_SEC) return "(heaps still fill: it takes half an hour to tell)";
            return late() <= early() * MOST || late() <= early() + FEW ? "level" : "NOT LEVEL, above 1.1 times";
        }
    }

    private final OperatingSystem system = ProcessUsage.system();
    private final Supplier<Map<String, Long>> processes;
    private final Path files;
    private final Map<What, List<Double>> looks = new LinkedHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(OwnThreads.named("level"));
    private Exception failed;

    /** @param processes by name, as they are now @param files the folder of a run */
    Level(Supplier<Map<String, Long>> processes, Path files) {
        this.processes = processes;
        this.files = files;
    }

    void start(long lengthNs) {
        long everyNs = Math.max(TimeUnit.MILLISECONDS.toNanos(100), lengthNs / SAMPLES);
        timer.scheduleAtFixedRate(this::look, everyNs, everyNs, TimeUnit.NANOSECONDS);
    }

    private synchronized void look() {
        try {
            lookAtAll();
        } catch (IOException | RuntimeException e) {
            failed = e;
            timer.shutdown();
        }
    }

    private void lookAtAll() throws IOException {
        processes.get().forEach((name, pid) -> {
            var process = system.getProcess(pid.intValue());
            if (process == null) return;
            add(name, Kind.MEMORY, process.getResidentSetSize() / MB);
            add(name, Kind.DESCRIPTORS, process.getOpenFiles());
            add(name, Kind.THREADS, process.getThreadCount());
        });
        add("the run's files", Kind.FILES, bytes() / MB);
    }

    private void add(String of, Kind kind, double figure) {
        looks.computeIfAbsent(new What(of, kind), _ -> new ArrayList<>()).add(figure);
    }

    /** A file that is deleted while the folder is read counts as nothing. */
    private double bytes() throws IOException {
        long[] bytes = new long[1];
        Files.walkFileTree(files, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) return FileVisitResult.CONTINUE;
                throw e;
            }
        });
        return bytes[0];
    }

    /** @throws Failure if a look failed: what is held was not seen from then on */
    synchronized List<Held> held() {
        if (failed != null) throw new Failure.Environment("what the processes hold was not looked at to the end: " + failed);
        return looks.entrySet().stream().map(each -> new Held(each.getKey(), List.copyOf(each.getValue()))).toList();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
