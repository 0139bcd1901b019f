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
import java.util.stream.Collectors;
import reprise.recorder.Secrets;
import reprise.transport.Sockets;

/** The facts about the machine that a reader needs to judge a figure: the run file's {@code environment}. */
public final class HostEnvironment {
    private HostEnvironment() {}

    public static Map<String, Object> describe() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var facts = new LinkedHashMap<String, Object>();
        facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch"));
        hostName().ifPresent(name -> facts.put("host", name));
        facts.put("cpu", cpuModel());
        firstLine("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor").ifPresent(governor -> facts.put("cpuGovernor", governor));
        facts.put("cores", Runtime.getRuntime().availableProcessors());
        facts.put("memoryMiB", system.getTotalMemorySize() >> 20);
        facts.put("loadAverageAtStart", system.getSystemLoadAverage());
        facts.put("java", System.getProperty("java.vendor") + " " + Runtime.version());
        facts.put("jvmFlags", ManagementFactory.getRuntimeMXBean().getInputArguments().stream().map(Secrets::hiddenInWord)
            .collect(Collectors.joining(" ")));
        var netty = Version.identify().get("netty-transport");
        facts.put("netty", netty == null ? "unknown" : netty.artifactVersion());
        facts.put("sockets", Sockets.kind());
        // Linux's random boot id: processes with the same id run under one kernel and so share a wall clock
        firstLine("/proc/sys/kernel/random/boot_id").ifPresent(id -> facts.put("hostId", id));
        return facts;
    }

    /** Does not query a name server. */
    private static Optional<String> hostName() {
        return firstLine("/proc/sys/kernel/hostname").or(() -> Optional.ofNullable(System.getenv("HOSTNAME")))
            .or(() -> Optional.ofNullable(System.getenv("COMPUTERNAME")));
    }

    /** Absent if the file does not exist, as outside Linux and in some virtual machines. */
    private static Optional<String> firstLine(String file) {
        try {
            return Optional.of(Files.readString(Path.of(file)).strip()).filter(line -> !line.isEmpty());
        } catch (IOException notThere) {
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
