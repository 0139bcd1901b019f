package failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import reprise.experiment.DurationOption;
import reprise.experiment.RunOptions;
import reprise.sut.Failure;

/** Invalid options of a fail-over run: one sentence with the value and the remedy, before anything starts. */
final class FailoverOptionsTest {
    private static final FailoverOptions.Times TIMES =
        new FailoverOptions.Times(Duration.ofSeconds(20), Duration.ofSeconds(6), Duration.ofSeconds(3));

    /** The options as the document's script has them. */
    @Command
    static final class Options {
        @Mixin RunOptions run;
        @Mixin FailoverOptions pair;
    }

    private static Options options(String... args) {
        var options = new Options();
        new CommandLine(options).registerConverter(Duration.class, new DurationOption()).setCaseInsensitiveEnumValuesAllowed(true)
            .parseArgs(args);
        return options;
    }

    private static void refused(String sentence, String... args) {
        var options = options(args);
        var failure = assertThrows(Failure.BadInput.class, () -> {
            options.pair.check(options.run);
            options.pair.plan(options.run, SyntheticRun.SETUP, FailoverSetup.DOCUMENT, TIMES);
        });
        assertTrue(failure.getMessage().contains(sentence), failure.getMessage());
        assertEquals(1, failure.getMessage().lines().count(), failure.getMessage());
        assertEquals(Failure.BAD_INPUT, failure.exitCode());
    }

    @Test
    void values_thatThereAreNot_areRefusedWithThoseThatThereAre() {
        refused("--restart-after is 30s: the node would come back at 36s, not before the end of the run at 20s", "--quick",
            "--restart-after", "30s");
        refused("--heartbeat is 500ms; it must be whole seconds", "--heartbeat", "500ms");
        for (var time : List.of("0", "3s", "2h", "4500ms")) {
            refused("--net-ticktime is " + DurationOption.text(new DurationOption().convert(time))
                + "; it must be whole seconds from 4s to 60m, for example 15s", "--net-ticktime", time);
        }
        refused("--broker is 'kafka'; give embedded, rabbitmq, or both", "--broker", "kafka");
        refused("--broker has embedded twice; give it once", "--broker", "embedded,embedded");
        refused("--chaos: the run lasts 5.0 s; it must be at least 7.5 s", "--chaos", "1", "--duration", "5s");
        refused("it must be at least 18.5 s", "--chaos", "1", "--duration", "10s", "--broker", "rabbitmq");
    }

    @Test
    void options_thatContradict_areRefusedWithWhatToLeaveOut() {
        var url = "amqp://127.0.0.1:1/";
        refused("--chaos says itself who dies when; leave --kill-at, --restart-after and --fault out", "--chaos", "1", "--kill-at", "3s");
        refused("--chaos is for one run on brokers of our own; leave --url and a second --broker out", "--chaos", "1", "--url", url);
        refused("--fault freeze and --restart-after are for brokers of our own; leave them out with --url", "--fault", "freeze", "--url",
            url);
        refused("--net-ticktime is for brokers of our own; with --url set net_ticktime in the configuration of those", "--net-ticktime",
            "15s", "--url", url);
        refused("--url and --broker both say which brokers; give one of them", "--broker", "rabbitmq", "--url", url);
    }

    @Test
    void brokers_withoutUrl_areRefused() {
        assertTrue(assertThrows(Failure.BadInput.class, () -> options().pair.brokers()).getMessage()
            .startsWith("--url is missing; give amqp://"));
    }
}
