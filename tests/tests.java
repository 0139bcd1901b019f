///usr/bin/env true
//JAVA 25+
//SOURCES ../lib/Reprise.java
//SOURCES ../scripts/failover/Parts.java
//SOURCES ../scripts/caller/Parts.java
//SOURCES ../scripts/load/Parts.java
//SOURCES ../scripts/broadcast/Parts.java
//SOURCES ../scripts/ws-broadcast.java
//SOURCES ../scripts/calibrate/*.java
//SOURCES failover/*.java
//SOURCES caller/*.java
//SOURCES load/*.java
//SOURCES broadcast/*.java
//SOURCES calibrate/*.java
//SOURCES reprise/*.java
//SOURCES reprise/**/*.java
//FILES peers/oslo_caster.py=peers/oslo_caster.py
//DEPS org.junit.platform:junit-platform-console-standalone:1.13.4
//DEPS com.rabbitmq:amqp-client:5.28.0
//DEPS com.fasterxml.jackson.core:jackson-databind:2.21.8
//DEPS com.fasterxml.jackson.core:jackson-core:2.21.8
//DEPS com.fasterxml.jackson.core:jackson-annotations:2.21
//DEPS io.opentelemetry.proto:opentelemetry-proto:1.11.0-alpha
//DEPS com.google.protobuf:protobuf-java:4.35.1
//DEPS com.github.victools:jsonschema-generator:4.38.0
//DEPS com.networknt:json-schema-validator:1.5.8
//DEPS com.code-intelligence:jazzer:0.30.0
//DEPS io.kubernetes:client-java-api:27.0.0@fatjar
//DEPS com.google.code.gson:gson:2.13.2
//JAVA_OPTIONS -Xmx1g -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dreprise.childJvm=-XX:TieredStopAtLevel=1
//JAVA_OPTIONS --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED
//MAIN Tests

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * {@code ./jbang test}: every JUnit test under {@code tests/}; {@code ./jbang test SomeTest} or
 * {@code ./jbang test SomeTest#method} runs a part; {@code --times} adds how long each class took, when it ended, and the processor
 * time of each part. Skipped tests are named with their reason; {@code --fuzz NAME} is {@link reprise.fuzz.Fuzzing}'s. The last line is
 * {@code N passed, N failed, N skipped}; the exit code is 1 when one failed or none was found, 3 when what it printed is lost.
 */
final class Tests implements TestExecutionListener {
    /**
     * The classes of one tag, which run after those of the one before: "heap", on a class that measures the heap, one at a time, while it
     * is small; "alone", on a class that keeps time to tenths of a second, or changes what all threads have, such as the locale, one at a
     * time; without a tag, two; "waits", on a class or a test that waits for other processes and times nothing, five. Those of "child" run
     * beside the two in the middle, one at a time: a child process does their work, and they neither change nor measure what all threads
     * have. A test may take two minutes, one that waits five.
     */
    private record Part(String tag, int atATime, int timeOutSec) {}

    private static final Part HEAP = new Part("heap", 1, 120);
    private static final Part ALONE = new Part("alone", 1, 120);
    private static final Part UNTAGGED = new Part("", 2, 120);
    private static final Part CHILD = new Part("child", 1, 300);
    private static final Part WAITS = new Part("waits", 5, 300);
    private static final List<Part> PARTS = List.of(HEAP, ALONE, UNTAGGED, CHILD, WAITS);
    private final AtomicLong passed = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();
    private final Map<String, Long> began = new ConcurrentHashMap<>();
    private final Map<String, Long> tookMs = new ConcurrentHashMap<>();
    private final Map<String, Long> endedMs = new ConcurrentHashMap<>();
    private final List<String> parts = new CopyOnWriteArrayList<>();
    private final long startNs = System.nanoTime();
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("--fuzz"))
            System.exit(reprise.fuzz.Fuzzing.run(List.of(arguments).subList(1, arguments.length)));
        var tests = new Tests();
        boolean times = List.of(arguments).contains("--times");
        var args = Stream.of(arguments).filter(argument -> !argument.equals("--times")).toArray(String[]::new);
        var early = new Thread(() -> tests.printTotals(times, " until the run was ended"));
        Runtime.getRuntime().addShutdownHook(early);
        try (var session = LauncherFactory.openSession()) { // what parts share, such as a RabbitMQ node, ends with it
            for (var request : args.length == 0 ? new String[] {""} : args) tests.run(session, request);
        } catch (Throwable broken) { // an Error that JUnit does not take, such as a full heap: the run has failed, and ends
            tests.failed.incrementAndGet();
            tests.print(broken, "the run broke off: ");
        }
        try {
            Runtime.getRuntime().removeShutdownHook(early);
        } catch (IllegalStateException isEnded) {
            return;
        }
        tests.printTotals(times, "");
        if (tests.passed.get() + tests.failed.get() + tests.skipped.get() == 0) {
            System.err.println("test: nothing matches " + String.join(" ", args) + "; give a class name, or Class#method");
        }
        boolean printed = !tests.out.checkError();
        if (!printed) System.err.println("test: standard output could not be written to its end: its disk is full, or its reader has gone");
        System.exit(!printed ? 3 : tests.passed.get() + tests.skipped.get() > 0 && tests.failed.get() == 0 ? 0 : 1);
    }

    private void run(LauncherSession session, String wanted) {
        run(session, wanted, HEAP);
        var beside = CompletableFuture.runAsync(() -> run(session, wanted, CHILD), Thread.ofPlatform()::start);
        run(session, wanted, ALONE);
        run(session, wanted, UNTAGGED);
        beside.join();
        run(session, wanted, WAITS);
    }

    private void run(LauncherSession session, String wanted, Part part) {
        var plan = session.getLauncher().discover(sideBySide(request(wanted, part), part.atATime()).build());
        if (!plan.containsTests()) return;
        var before = Used.now();
        session.getLauncher().execute(plan, this);
        parts.add(String.format("%8s %s", part.tag(), before.until(Used.now())));
    }

    /** Processor time of this JVM and of its children that have ended, so far. */
    private record Used(long atNs, Duration own, Duration children) {
        static Used now() {
            return new Used(System.nanoTime(), ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO), ofChildren());
        }

        /** As Linux has it, in hundredths of a second: cutime and cstime of proc(5). */
        private static Duration ofChildren() {
            try {
                var stat = Files.readString(Path.of("/proc/self/stat"));
                var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" "); // from the third on
                return Duration.ofMillis(10 * (Long.parseLong(fields[16 - 3]) + Long.parseLong(fields[17 - 3])));
            } catch (IOException elsewhere) {
                return Duration.ZERO;
            }
        }

        String until(Used later) {
            return String.format("%5.1f s; processor time %5.1f s, of children that ended %5.1f s", (later.atNs - atNs) / 1e9,
                later.own.minus(own).toMillis() / 1e3, later.children.minus(children).toMillis() / 1e3);
        }
    }

    /** Classes run at the same time; of their methods only those of a class that says so. */
    private static LauncherDiscoveryRequestBuilder sideBySide(LauncherDiscoveryRequestBuilder builder, int classes) {
        return builder.configurationParameter("junit.jupiter.execution.parallel.enabled", String.valueOf(classes > 1))
            .configurationParameter("junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
            .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
            .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", String.valueOf(classes))
            // who waits for a future counts, too
            .configurationParameter("junit.jupiter.execution.parallel.config.fixed.max-pool-size", String.valueOf(classes));
    }

    private LauncherDiscoveryRequestBuilder request(String wanted, Part part) {
        var type = wanted.replaceFirst("#.*", "");
        var method = wanted.contains("#") ? wanted.substring(wanted.indexOf('#') + 1) : "";
        var builder = LauncherDiscoveryRequestBuilder.request()
            .configurationParameter("junit.jupiter.execution.timeout.default", part.timeOutSec() + " s")
            // the longest first
            .configurationParameter("junit.jupiter.testclass.order.default", "org.junit.jupiter.api.ClassOrderer$OrderAnnotation")
            .selectors(selectClasspathRoots(Set.of(codeSource())))
            .filters(ClassNameFilter.includeClassNamePatterns(type.isEmpty() ? ".*Test" : "(.*\\.)?" + type), tagged(part.tag()));
        if (!method.isEmpty()) {
            builder.filters((PostDiscoveryFilter) test -> FilterResult
                .includedIf(test.getSource()
                    .filter(org.junit.platform.engine.support.descriptor.MethodSource.class::isInstance)
                    .map(org.junit.platform.engine.support.descriptor.MethodSource.class::cast)
                    .filter(source -> source.getMethodName().equals(method)).isPresent()));
        }
        return builder;
    }

    /** Those with this tag, or with none of ours. */
    private static PostDiscoveryFilter tagged(String wanted) {
        return test -> {
            var tags = test.getTags().stream().map(TestTag::getName).toList();
            var part = PARTS.stream().filter(each -> tags.contains(each.tag())).findFirst().map(Part::tag).orElse("");
            return FilterResult.includedIf(part.equals(wanted));
        };
    }

    private static Path codeSource() {
        try {
            return Path.of(Tests.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException("tests: cannot tell where the test classes are", e);
        }
    }

    private void printTotals(boolean times, String until) {
        if (times) printTimes();
        out.printf("%d passed, %d failed, %d skipped%s%n", passed.get(), failed.get(), skipped.get(), until);
    }

    private void printTimes() {
        tookMs.entrySet().stream().sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .forEach(entry ->
            out.printf("%7.1f s, ended at %5.1f s  %s%n", entry.getValue() / 1000.0, endedMs.get(entry.getKey()) / 1000.0, entry.getKey()));
        parts.forEach(out::println);
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        began.put(test.getUniqueId(), System.nanoTime());
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        skipped.incrementAndGet();
        out.println("SKIPPED " + name(test) + ": " + reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.getSource().isPresent()) {
            long nowNs = System.nanoTime();
            tookMs.merge(name(test), (nowNs - began.get(test.getUniqueId())) / 1_000_000, Long::sum);
            endedMs.put(name(test), (nowNs - startNs) / 1_000_000);
        }
        if (result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
            if (test.isTest()) passed.incrementAndGet();
            return;
        }
        var cause = result.getThrowable().orElseGet(() -> new AssertionError("no cause given"));
        if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
            skipped.incrementAndGet();
            out.println("SKIPPED " + name(test) + ": " + cause.getMessage());
            return;
        }
        failed.incrementAndGet();
        out.println("FAILED " + name(test));
        print(cause, "");
    }

    /** The cause with the frames that are ours or a library's, without those of the test machinery. */
    private void print(Throwable cause, String label) {
        out.println("  " + label + cause);
        for (var frame : cause.getStackTrace()) {
            if (frame.getClassName().matches("(org\\.junit|java|jdk)\\..*")) continue;
            out.println("    at " + frame);
        }
        if (cause.getCause() != null) print(cause.getCause(), "caused by ");
    }

    private static String name(TestIdentifier test) {
        return test.getSource()
            .filter(org.junit.platform.engine.support.descriptor.MethodSource.class::isInstance)
            .map(org.junit.platform.engine.support.descriptor.MethodSource.class::cast)
            .map(source -> source.getClassName().replaceFirst(".*\\.", "") + "#" + source.getMethodName())
            .orElse(test.getDisplayName());
    }
}
