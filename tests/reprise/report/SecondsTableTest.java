package reprise.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reprise.judge.Scenario;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;
import reprise.report.DocumentReport.Medium;
import reprise.simulator.rpc.RpcMetrics;

/** Tables by second, and sections of one medium. */
final class SecondsTableTest {
    private final Scenario.Table published = Scenario.Table.of("time", "sent").row(0, 7).row(1, Double.NaN);
    private final Run run = Run.of("probe", 1, Instant.EPOCH).seconds(List.of(Map.of("second", 0.0, "sent", 5.0, "latencyMeanMs", 0.1234),
        Map.of("second", 1.0, "sent", 0.0), Map.of("second", 2.0, "sent", 4.0, "latencyMeanMs", 12.34))).build();

    /** As many rows as ours has, one more than the published; below 1 ms three digits, else the document's one decimal. */
    @Test
    void rows_arePublishedThenOurs_asManyAsTheLongerHas() {
        var table = (Section.Table) SecondsTable.of(published).counts("ours", RpcMetrics.SENT).countsAboveZero("or none", RpcMetrics.SENT)
            .times("latency", RpcMetrics.LATENCY.mean(), 1).section(run);
        assertEquals(List.of("time", "sent", "ours", "or none", "latency"), table.columns().stream().map(Section.Column::name).toList());
        assertEquals(List.of("0 7 5 5 0.123", "1 NaN 0 NaN NaN", "2 NaN 4 4 12.3"), table.lines().stream().map(line ->
            String.join(" ", ((Section.Row) line).cells().stream().map(SecondsTableTest::text).toList())).toList());
    }

    private static String text(Section.Cell cell) {
        var number = (Section.Number) cell;
        return Double.isNaN(number.value()) ? "NaN" : reprise.recorder.Numbers.fixed(number.value(), number.decimals());
    }

    @Test
    void sections_ofOneMedium_areInNoOther_andAFigureOfThePageIsNoFile() {
        var scenario = Scenario.of("probe", "A probe", "ours", "It was sent.");
        var report = Report.of(scenario, List.of()).details(RunDetails.NO_READER)
            .only(Medium.RST, each -> List.of(SecondsTable.of(published).section(each)))
            .only(Medium.PAGE, each -> List.of(Figure.usage(each)))
            .sections(_ -> List.of())
            .section(_ -> new Section.Sentences("All", List.of("is said")));
        assertEquals(List.of(Section.Sentences.class), types(report.console(run)));
        assertEquals(List.of(Section.Claims.class, Figure.class, Section.Sentences.class), types(report.page(run)));
        assertEquals(List.of(Section.Claims.class, Section.Table.class, Section.Sentences.class), types(report.rst(run)));
        assertEquals(List.of(), report.files(run));
    }

    private static List<Class<?>> types(List<Section> sections) {
        return sections.stream().<Class<?>>map(Section::getClass).toList();
    }
}
