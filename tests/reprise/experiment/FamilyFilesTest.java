package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.judge.FailoverFamily;
import reprise.judge.Topology;
import reprise.simulator.rpc.ReconnectPolicy;
import reprise.sut.BrokerKind;
import reprise.sut.Failure;
import reprise.sut.Interruption;

@Tag("waits")
final class FamilyFilesTest {
    @TempDir
    Path folder;

    /** A file stands where the member's folder has to be: the family's report has the member all the same, and the end tells its files. */
    @Test
    void member_whoseFilesCannotBeWritten_isInTheFamilysReport() throws Exception {
        var document = FailoverPlan.document(null);
        var plan =
            new FailoverPlan(document, FailoverSetup.DOCUMENT, OptionalDouble.of(200), 1, Duration.ofSeconds(1),
            FaultPlan.killAt(Duration.ofMillis(300)), 1,
            new ReconnectPolicy(50_000_000L, 50_000_000L, 0, 50_000_000L, 0), Duration.ofSeconds(60), Duration.ZERO);
        var member = FailoverFamily.read().only("cast", Topology.CMSM_KM, false);
        var options = new RunOptions();
        options.noProgress = true;
        var experiment = new FamilyExperiment(member, _ -> plan, List.of(BrokerKind.EMBEDDED), folder, options, new Interruption());
        var place = Files.writeString(folder.resolve("01-cast-cmsm-km-embedded"), "in the way");
        experiment.performAll();
        var told = assertThrows(Failure.Environment.class, () -> experiment.report());
        for (var file : List.of("run.json", "latency.hlog", "report.html", "report.rst", "series.csv")) {
            assertTrue(told.getMessage().contains(place.resolve(file) + " cannot be written: "), told.getMessage());
        }
        assertFalse(told.getMessage().contains(folder.resolve("report.html") + " "), told.getMessage());
        assertEquals("in the way", Files.readString(place));
        var run = Files.readString(folder.resolve("run.json"));
        assertTrue(run.contains("\"folder\":\"01-cast-cmsm-km-embedded\""), "the member is not in the family's run");
        assertTrue(Files.size(folder.resolve("report.html")) > 0);
    }
}
