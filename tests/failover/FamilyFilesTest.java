package failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.experiment.RunOptions;
import reprise.experiment.RunReports;
import reprise.experiment.Script;
import reprise.recorder.Origin;
import reprise.simulator.rpc.MessageKind;
import reprise.sut.BrokerKind;
import reprise.sut.Failure;
import reprise.sut.Interruption;

final class FamilyFilesTest {
    @TempDir
    Path folder;

    /** A file blocks the path of the member's folder. The family's report still has the member, and the end reports the missing files. */
    @Test
    void member_whoseFilesCannotBeWritten_isInTheFamilysReport() throws Exception {
        var member = FailoverFamily.read(ScriptMeasures.QUANTITIES).only(MessageKind.CAST, Topology.CMSM_KM, false);
        var plan =
            new FailoverPlan(SyntheticRun.SETUP, FailoverSetup.DOCUMENT, FaultPlan.killAt(Duration.ofSeconds(6)), Duration.ZERO);
        var planned = new FamilyExperiment.Planned(member.members().getFirst(), new FamilyColumn(BrokerKind.EMBEDDED, false), plan,
            SyntheticRun.document());
        var experiment = new FamilyExperiment(member, List.of(planned), folder, new RunOptions(),
            new Interruption());
        var place = Files.writeString(folder.resolve("01-cast-cmsm-km-embedded"), "in the way");
        var run = new Script.Performed(new SyntheticRun(20, 6, 2).run, new RunReports.Measured(List.of(), 0), Optional.empty());
        experiment.performAll((_, _, _, kept) -> kept.keep(run, ScriptMeasures.report(SyntheticRun.document())));
        var told = assertThrows(Failure.Environment.class, () -> experiment.report(Origin.UNKNOWN));
        for (var file : List.of("run.json", "latency.hlog", "report.html", "report.rst", "series.csv")) {
            assertTrue(told.getMessage().contains(place.resolve(file) + " cannot be written: "), told.getMessage());
        }
        assertFalse(told.getMessage().contains(folder.resolve("report.html") + " "), told.getMessage());
        assertEquals("in the way", Files.readString(place));
        assertTrue(Files.readString(folder.resolve("run.json")).contains("\"folder\":\"01-cast-cmsm-km-embedded\""),
            "the member is not in the family's run");
        assertTrue(Files.size(folder.resolve("report.html")) > 0);
    }
}
