package failover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import reprise.experiment.CompiledScript;
import reprise.judge.Claim;
import reprise.judge.Measure;
import reprise.judge.Quantity;
import reprise.judge.Scenario;
import reprise.recorder.Run;
import reprise.report.Report;

/** The measures of {@code scripts/rpc-cast-failover.java}, which the family has too, and what is made with them. */
public final class ScriptMeasures {
    static final List<Measure<Run>> ALL = CompiledScript.of("rpc-cast-failover").measures();
    static final Measure<Run> OUTAGE = ALL.stream()
        .filter(measure -> measure.id().equals(FailoverKeys.OUTAGE_SEC)).findFirst().orElseThrow();
    static final List<Quantity> QUANTITIES = Measure.quantities(ALL);

    private ScriptMeasures() {}

    static Quantity quantity(String id) {
        return QUANTITIES.stream().filter(quantity -> quantity.id().equals(id)).findFirst().orElseThrow();
    }

    public static Report report(Scenario compared) {
        return FailoverReport.of(compared, ALL);
    }

    public static FailoverFamily family(Path file) throws IOException {
        return FailoverFamily.parse(file.toString(), Files.readAllBytes(file), QUANTITIES);
    }

    public static FailoverScenario scenario(Path file, PairSetup setup, List<Claim> claims) throws IOException {
        return FailoverScenario.read(file, setup, QUANTITIES, claims);
    }
}
