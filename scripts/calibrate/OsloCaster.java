package calibrate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reprise.recorder.WholeFile;
import reprise.simulator.rpc.MessagePlan;
import reprise.sut.Failure;
import reprise.transport.amqp.AmqpUrl.Host;

/**
 * The original's client as a peer: oslo.messaging's own RPCClient, from the machine's package, casts in a loop with each cast
 * confirmed. Its program is {@code tests/peers/oslo_caster.py}; a script or test that uses it lists that among its own files.
 */
final class OsloCaster {
    /** Its counts: casts in the measured time, and all casts including the warm-up. */
    record Casts(long casts, double tookSec, long all) {
        double perSec() {
            return casts / tookSec;
        }
    }

    private static final String PYTHON = "/usr/bin/python3";
    private static final String PROGRAM = "/peers/oslo_caster.py";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private OsloCaster() {}

    /** @throws Failure.Environment with what is missing */
    static void requireInstalled() {
        if (OsloCaster.class.getResource(PROGRAM) == null) {
            throw new Failure.Environment("its program " + PROGRAM + " is not on the class path; run the script from its repository");
        }
        try {
            if (Files.isExecutable(Path.of(PYTHON)) && new ProcessBuilder(PYTHON, "-c", "import oslo_messaging").redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0) return;
        } catch (IOException e) {
            throw new Failure.Environment(PYTHON + " cannot be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure.Environment("interrupted while looking for oslo.messaging", e);
        }
        throw new Failure.Environment(PYTHON + " has no oslo.messaging; install the package python3-oslo.messaging");
    }

    /** Casts to the plan's target with its sizes, for its duration after a warm-up of one second; blocks. */
    static Casts run(Host broker, MessagePlan plan) throws IOException {
        var folder = Files.createTempDirectory("reprise-oslo-caster-"); // Python looks for modules beside its program first
        var program = folder.resolve("oslo_caster.py");
        try (var text = OsloCaster.class.getResourceAsStream(PROGRAM)) {
            WholeFile.write(program, out -> text.transferTo(out));
            var command =
                new ArrayList<>(List.of(PYTHON, "-W", "ignore", program.toString(), String.valueOf(broker.port()), plan.target().topic(),
                plan.target().server(), String.valueOf(plan.durationNs() / 1e9)));
            plan.sizes().forEach(size -> command.add(size.fromBytes() + ":" + size.weight()));
            return casts(new ProcessBuilder(command).redirectErrorStream(true).start(), PATIENCE.plusNanos(plan.durationNs()));
        } finally {
            Files.deleteIfExists(program);
            Files.delete(folder);
        }
    }

    private static Casts casts(Process process, Duration atMost) throws IOException {
        process.onExit().orTimeout(atMost.toMillis(), TimeUnit.MILLISECONDS).whenComplete((_, late) -> {
            if (late != null) process.destroyForcibly();
        });
        try {
            process.getOutputStream().close();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int code = process.waitFor();
            if (code != 0)
                throw new Failure.Environment("oslo.messaging's client ended with code " + code + ", saying: "
                    + output.lines().reduce((_, line) -> line).orElse("nothing"));
            return new ObjectMapper().readValue(output.lines().reduce((_, line) -> line).orElse(""), Casts.class);
        } catch (JsonProcessingException e) {
            throw new Failure.Environment("oslo.messaging's client: its figures cannot be read: " + e.getOriginalMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure.Environment("interrupted while oslo.messaging's client was casting", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
