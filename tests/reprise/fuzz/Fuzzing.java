package reprise.fuzz;

import com.code_intelligence.jazzer.Jazzer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import reprise.peers.Children;

/**
 * {@code ./jbang test --fuzz NAME [SECONDS]}: Jazzer makes inputs of a decoding's seeds, guided by the coverage that they reach, until
 * something does not hold or the time is over. It has a JVM of its own, because it instruments all classes, and its agent stays.
 */
public final class Fuzzing {
    /** That Jazzer's hooks are in all classes, which allocate too: of a scenario of 5 kB 124 MB, of which 2 MB are the decoder's. */
    static final String HOOKED = "reprise.fuzz.hooked";
    private static final int USUAL_SEC = 600;
    private static final int HANG_SEC = 20;
    private static final int LEAST_INPUT_BYTES = 4096;
    private static final String OURS = "reprise.**:failover.**:caller.**:broadcast.**";
    /** Netty's class initialization calls what this one hooks, and would fail. */
    private static final String UNFIT_HOOKS = "com.code_intelligence.jazzer.sanitizers.UnsafeSanitizer";

    private Fuzzing() {}

    /** @return an exit code: 0 if all held, 1 with a finding in a file that is named, 2 for bad input */
    public static int run(List<String> words) throws IOException, InterruptedException {
        Decoding decoding;
        int seconds;
        try {
            decoding = Decodings.named(words.isEmpty() ? "" : words.getFirst());
            seconds = words.size() < 2 ? USUAL_SEC : Integer.parseInt(words.get(1));
        } catch (IllegalArgumentException e) {
            System.err.println("test: " + (e instanceof NumberFormatException ? "the seconds are '" + words.get(1)
                + "'; they must be a whole number, for example 600" : e.getMessage()));
            return 2;
        }
        var folder = Files.createTempDirectory("reprise-fuzz-");
        var corpus = Files.createDirectory(folder.resolve("corpus"));
        int number = 0;
        for (var seed : decoding.seeds()) Files.write(corpus.resolve("seed" + number++), seed);
        int code = command(decoding, seconds, folder, corpus).inheritIO().start().waitFor();
        System.out.println(code == 0 ? decoding.name() + ": all held for " + seconds + " s; what reached something new is in " + corpus
            : decoding.name() + ": something did not hold; its input is crash-… or timeout-… in " + folder);
        return code == 0 ? 0 : 1;
    }

    private static ProcessBuilder command(Decoding decoding, int seconds, Path folder, Path corpus) {
        int longest = decoding.seeds().stream().mapToInt(seed -> seed.length).max().orElse(0);
        var command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx1g", "-XX:+UseSerialGC",
            "-XX:+EnableDynamicAgentLoading", "-D" + HOOKED + "=true", "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            Jazzer.class.getName(), "--target_class=" + FuzzMain.class.getName(), "--target_args=" + decoding.name(),
            "--instrumentation_includes=" + OURS, "--custom_hook_includes=" + OURS, "--disabled_hooks=" + UNFIT_HOOKS,
            "--reproducer_path=" + folder, "-artifact_prefix=" + folder + "/", "-max_total_time=" + seconds, "-timeout=" + HANG_SEC,
            "-max_len=" + Math.max(LEAST_INPUT_BYTES, 2 * longest), corpus.toString()));
        var builder = Children.process(command);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return builder;
    }
}
