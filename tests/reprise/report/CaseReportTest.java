package reprise.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import reprise.judge.Bound;
import reprise.judge.Claim;
import reprise.judge.Measure;
import reprise.judge.Reading;
import reprise.judge.Scenario;
import reprise.recorder.Account;
import reprise.recorder.Facts;
import reprise.recorder.Origin;
import reprise.recorder.Phase;
import reprise.recorder.Phases;
import reprise.recorder.Run;
import reprise.recorder.RunLength;
import reprise.recorder.Unit;
import reprise.recorder.Unjudged;
import reprise.recorder.Usage;
import reprise.report.rst.RstReport;
import reprise.report.text.ConsoleReport;

/** A report by cases: one is clean, one was measured and is only shown, one was not measured. */
final class CaseReportTest {
    private static final Rows<String> ROWS = Rows.of("case", List.of("clean", "odd", "none"), name -> "the " + name)
        .grouped((_, name) -> name.equals("none") ? "absent" : "there");
    private static final Measure<Run> SENT = new Measure<>("sent", "the number sent", Unit.COUNT, 0, _ -> new Reading.Value(7));
    private static final Claim SOME = new Claim.Finding("some", "Something is sent", SENT.quantity(), new Bound.Above(0));
    private static final Scenario DOCUMENT = new Scenario("x", "X", "ours", "Sent.",
        List.of(new Scenario.SummaryLine("sent", "Sent", OptionalDouble.of(14), 0)), Map.of(), List.of(SOME));

    /** 500 of 1000 twice, once with a reason. */
    private static Reading rate(String name) {
        return switch (name) {
            case "clean" -> new Reading.Value(500);
            case "odd" -> new Reading.Shown(500, new Unjudged.ByRun("a reply was odd"));
            default -> Reading.byRun("it was not measured");
        };
    }

    private static Comparison<String> rates() {
        return Comparison.of(ROWS).figure("rate", Unit.PER_SEC, 1, _ -> OptionalDouble.of(1000), (_, name) -> rate(name));
    }

    private static Run run(Origin origin, Phase... phases) {
        return Run.of("x", 1, Instant.EPOCH).measures(Map.of("sent", 7.0), Map.of()).origin(origin)
            .details(new Phases(List.of(phases), Map.of())).build();
    }

    private static Run run() {
        return run(Origin.UNKNOWN);
    }

    private static Report report() {
        return Report.of(DOCUMENT, List.of(SENT));
    }

    private static List<String> console(Report report, Run run) {
        return ConsoleReport.text(run, report, false, 80).lines().map(line -> line.strip().replaceAll(" +", " ")).toList();
    }

    @Test
    void table_ofCases_standsInItsGroups_andAFigureThatIsOnlyShownHasNoRatioButItsReason() {
        var lines = console(report().section(run -> rates().saying("A sentence.", _ -> "More.").table("Rates", run)), run());
        int at = lines.indexOf("Rates rate, /s");
        assertEquals(List.of("publ. ours ratio", "there", "the clean 1000.0 500.0 0.500", "the odd ! 1000.0 500.0 .",
            "absent", "the none 1000.0 . .", "A sentence.",
            "! Not compared: a reply was odd. More. Without a figure of this run: it was not", "measured."),
            lines.subList(at + 1, at + 10));
    }

    @Test
    void table_ofMeasuredCasesAlone_hasNeitherTheOthersNorTheirGroup() {
        var table = (Section.Table) Comparison.of(ROWS).ours("50 %", Unit.MS, 0, (_, name) -> rate(name)).under("as recorded, ms")
            .measuredOnly().table("Rates", run());
        assertEquals(3, table.lines().size(), "a group and two rows: " + table.lines());
        assertEquals(new Section.Column("as recorded, ms", "50 %", "50 %", 0).ours(
            new Section.Column.Ours("", "as recorded, ms 50 %", Unit.MS, OptionalInt.empty())), table.columns().getLast());
        assertEquals("", table.remark(), "nothing is compared");
    }

    /** Else a reader would see an empty table, and not that an id in the script has a typing error. */
    @Test
    void table_ofPhasesOrProcessesThatAreMisspelt_saysWhichThereAre() {
        var used = new Resources<>(Rows.of("case", List.of("cleen", "od"), name -> name), name -> name, "message", _ -> 1,
            List.of(Resources.Place.of("server", "servr"), Resources.Place.of("load", "server")));
        var run = run(Origin.UNKNOWN, new Phase("clean", 0, 1, 1, Map.of(), Map.of("server", new Usage(50, 20))));
        assertEquals("No process of 'server' was sampled; there are server. Without a figure of this run: the phase cleen was not "
            + "measured; there are clean (the first of 2 reasons).", ((Section.Table) used.table("Used", run)).remark());
    }

    @Test
    void bars_haveBothFigures_andTheRatioWhereTheyAreCompared() {
        var chart = (BarChart) rates().bars("Rates", "", run(), "rate").drawing();
        assertEquals(List.of("there", "absent"), chart.groups().stream().map(BarChart.Group::title).toList());
        var rows = chart.groups().stream().flatMap(group -> group.rows().stream()).toList();
        assertEquals(List.of("×0.500", "not compared", ""), rows.stream().map(BarChart.Row::note).toList());
        assertEquals(List.of("1,000.0", "500.0"), rows.getFirst().bars().stream().map(BarChart.Bar::text).toList());
        assertEquals("not measured", rows.getLast().bars().getLast().text());
        var two = (BarChart) rates().ours("other", Unit.PER_SEC, 0, (_, _) -> new Reading.Value(1))
            .bars("Rates", "", run(), "rate", "other")
            .drawing();
        assertEquals(List.of("rate: there", "rate: absent", "other: there", "other: absent"),
            two.groups().stream().map(BarChart.Group::title).toList());
    }

    @Test
    void stackedBars_haveAPartEach_andTheirSumBehind() {
        var chart = (BarChart) CaseFigures.stacked("CPU", "", "µs", ROWS, run(),
            name -> name.equals("none") ? Map.of() : Map.of("router", 2.25, "load", 1.5)).drawing();
        assertEquals(Set.of("router", "load"), Set.copyOf(chart.keys().stream().map(BarChart.Key::name).toList()));
        assertEquals(1, chart.groups().size(), "without the case that has no parts");
        assertEquals("3.75", chart.groups().getFirst().rows().getFirst().bars().getFirst().text());
    }

    /** A share of 99 % is 1 / (1 - 0.99) = 100 on the axis; the histogram has all its values at 2 ms. */
    @Test
    void percentiles_areALineOfTheHistogramAndDotsOfOthers() {
        var two = new Histogram(3);
        two.recordValueWithCount(2_000_000, 10);
        var chart = (Multiples) CaseFigures.percentiles("Latency", "", ROWS, run(),
            name -> name.equals("clean") ? two : new Histogram(3), List.of(new CaseFigures.Dots<>("published", Palette.PUBLISHED,
                (_, name) -> name.equals("none") ? Map.of() : Map.of(50.0, 1.0, 99.0, 4.0)))).drawing();
        assertEquals(List.of("there, ms", "absent, ms"), chart.groups().stream().map(Multiples.Group::title).toList());
        var plots = chart.groups().getFirst().plots();
        assertEquals(2.0, Arrays.stream(plots.getFirst().traces().getFirst().y()).max().orElseThrow(), 0.002);
        assertEquals("[2.0, 100.0]", Arrays.toString(plots.getFirst().traces().getLast().x()));
        assertEquals(1, plots.getLast().traces().size(), "odd has no histogram");
        assertEquals("not measured", chart.groups().getLast().plots().getFirst().note());
    }

    @Test
    void label_andLengthMark_standAtAMeasureInClaimsAndSummary() {
        var report = report().summary().label(_ -> "emulated", SENT).byLength(SENT)
            .section(run -> rates().byLength().table("Rates", run));
        var whole = String.join("\n", console(report, run()));
        assertTrue(whole.contains("Sent (emulated) 14 7\n") && whole.contains("this run 7 (emulated)"), whole);
        assertFalse(whole.contains("~"), whole);
        var quick = String.join("\n", console(report, run(Origin.UNKNOWN.withLength(new RunLength(true, 2, 30, "a phase")))));
        assertTrue(quick.contains("Sent (emulated) 14 7~\n") && quick.contains("the clean 1000.0 500.0~ 0.500"), quick);
        assertTrue(quick.contains("this run 7 (emulated, not comparable: other length)"), quick);
    }

    @Test
    void alarms_ofAccountsOfAColdPhaseAndOfTheScript_standInEveryMedium() {
        var cold = new Phase("cold", 0, 2, 2, Map.of(), Map.of(), Optional.of(Facts.NONE.with(Phase.WARM_UP_SEC, 0)));
        var warm = new Phase("warm", 0, 2, 2, Map.of(), Map.of(), Optional.of(Facts.NONE.with(Phase.WARM_UP_SEC, 1)));
        var unknown = new Phase("unknown", 0, 2, 2, Map.of(), Map.of());
        var report = report().accounts(_ -> List.of(new Account("sends", "begun", 3, Map.of("good", 2L), Set.of()),
            new Account("others", "begun", 2, Map.of("good", 2L), Set.of()))).alarm(_ -> Optional.of("The link is off."))
            .alarm(_ -> Optional.empty());
        var run = run(Origin.UNKNOWN, cold, warm, unknown);
        for (var text : List.of(ConsoleReport.text(run, report, false, 80), RstReport.text(run, report))) {
            var flat = text.replaceAll("\\s+", " ");
            assertTrue(flat.contains("Not warmed up: the figures of cold hold"), flat);
            assertTrue(flat.contains("the sends do not add up: 3 begun against 2 good") && flat.contains("The link is off."), flat);
            assertFalse(flat.contains("the others"), flat);
        }
    }

    /** The RST file names the files that are written beside it. */
    @Test
    void charts_areFilesOfTheirOwn_andLongTextsComeFirstOnTheConsole() {
        var report = report().section(run -> rates().table("Rates", run)).section(run -> rates().bars("The rates", "", run, "rate"))
            .section(_ -> new Section.SideBySide("Texts", "", List.of()));
        assertEquals(List.of("x_the_rates.svg"), report.files(run()).stream().map(Figure::file).toList());
        assertTrue(RstReport.text(run(), report).contains(".. image:: x_the_rates.svg\n"));
        var lines = console(report, run());
        assertTrue(lines.indexOf("Texts") < lines.indexOf("Rates rate, /s")
            && lines.indexOf("Rates rate, /s") < lines.indexOf("Findings of ours"),
            lines.toString());
        assertFalse(lines.contains("The rates"));
    }
}
