package failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reprise.recorder.Unit;
import reprise.report.RepeatsPaper;
import reprise.report.RepeatsPlan;
import reprise.report.RunFigures;
import reprise.report.RunGroup;
import reprise.report.text.ConsolePaper;
import reprise.simulator.rpc.MessageKind;

/** Reports of several runs in repeats: what both kinds of broker, and what each of the eighteen, had in all of them. */
final class FamilyRepeatsTest {
    private static final Path FILE = Path.of("scenarios/rpc-failover-family.json");

    /** Runs of each kind are compared, and not each kind's figures in one row. */
    @Test
    void sideBySide_ofRepeats_comparesAllRunsOfEachBroker() throws IOException {
        var report = FamilyReportTest.report(ScriptMeasures.family(FILE), MessageKind.CALL, Topology.CS1SS2_KS2);
        var call = report.one().members().getFirst();
        var group = new RunGroup("all", report.scenario());
        for (int i = 0; i < 5; i++) {
            group.add(Path.of(String.valueOf(i + 1)), FamilyReportTest.sideBySide(report, List.of(
                FamilyReportTest.performed(call, "embedded", Map.of("maxRoundTripMs", 2_000.0 + i)),
                FamilyReportTest.performed(call, "rabbitmq", Map.of("maxRoundTripMs", 9_000.0 + i))), Map.of()), report);
        }
        assertEquals(List.of("embedded", "rabbitmq"), group.sides().stream().map(RunGroup::name).toList());
        assertEquals(List.of(5, 5), group.sides().stream().map(RunGroup::size).toList());
        var text = ConsolePaper.text(new RepeatsPaper(group, new RepeatsPlan(5, 1), List.of()).paper(), false, 160, "page")
            .replaceAll(" +", " ");
        assertTrue(text.contains("\nFigures published embedded spread rabbitmq spread change chance says\n"), text);
        // those of five and five that do not overlap: 2 of the 252 orders, 0.8 %
        assertTrue(text.contains("\nMax round-trip latency, ms 4049.4 2002.0 0.1 % 9002.0 0.0 % +349.7 % 0.8 % differs\n")
            || text.contains("\nMax round-trip latency, ms 4049.4 2002.0 0.1 % 9002.0 0.0 % +349.7 % 0.8 % worse\n"), text);
    }

    /** Each report's figures have a row of their own, with its heading. */
    @Test
    void family_inRepeats_hasTheFiguresOfEachReport() throws IOException {
        var family = ScriptMeasures.family(FILE);
        var report = new FamilyReport(family, List.of("embedded"));
        var runs = family.members().stream()
            .map(each -> FamilyReportTest.performed(each, "embedded", Map.of("sentMessages", 100.0))).toList();
        var figures = report.figures(FamilyReportTest.run(runs, Map.of()));
        for (var each : family.members())
            assertEquals(100, figures.get(new RunFigures.Id(each.name(), "sent", Unit.MESSAGES)).value(), each.name());
        assertEquals(127_820, figures.get(new RunFigures.Id("cast cmsm-km", "sent", Unit.MESSAGES)).published().getAsDouble());
    }
}
