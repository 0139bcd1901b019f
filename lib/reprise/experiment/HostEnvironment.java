package reprise.experiment;

import com.sun.management.OperatingSystemMXBean;
import io.netty.util.Version;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import reprise.transport.Sockets;

/** What a reader needs to know of the machine before he believes a figure: the run file's {@code environment}. */
public final class HostEnvironment {
    private HostEnvironment() {}

    public static Map<String, Object> describe() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var facts = new LinkedHashMap<String, Object>();
        facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch"));
        facts.put("cpu", cpuModel());
        facts.put("cores", Runtime.getRuntime().availableProcessors());
        facts.put("memoryMiB", system.getTotalMemorySize() >> 20);
        facts.put("loadAverageAtStart", system.getSystemLoadAverage());
        facts.put("java", System.getProperty("java.vendor") + " " + Runtime.version());
        var netty = Version.identify().get("netty-transport");
        facts.put("netty", netty == null ? "unknown" : netty.artifactVersion());
        facts.put("sockets", Sockets.kind());
        hostId().ifPresent(id -> facts.put("hostId", id));
        return facts;
    }

    /** Linux's random name of this boot: processes that have the same run under one kernel, so with one wall clock. */
    private static Optional<String> hostId() {
        try {
            return Optional.of(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()).filter(id -> !id.isEmpty());
        } catch (IOException notLinux) {
            return Optional.empty();
        }
    }

    private static String cpuModel() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name")).findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).trim()).orElse("unknown");
        } catch (IOException notLinux) {
            return "unknown";
        }
    }
}
