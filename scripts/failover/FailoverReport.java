package failover;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import reprise.judge.Measure;
import reprise.judge.Scenario;
import reprise.recorder.Run;
import reprise.recorder.Timing;
import reprise.report.DocumentReport.Medium;
import reprise.report.Figure;
import reprise.report.PercentileTable;
import reprise.report.Report;
import reprise.report.SecondsTable;
import reprise.report.Section;
import reprise.report.SummaryTable;
import reprise.simulator.rpc.LedgerFigures;
import reprise.simulator.rpc.RpcMetrics;

/** The parts of a fail-over run's report, and the report of one of the family's: the structure of the documents. */
public final class FailoverReport {
    /** Totals, and means in which the one message that waited weighs more if there are fewer messages. */
    static final Set<String> BY_LENGTH =
        Set.of(FailoverKeys.SENT_MESSAGES, FailoverKeys.RECEIVED_MESSAGES, FailoverKeys.REPLIES, Run.DURATION_SEC,
        FailoverKeys.THROUGHPUT_PER_SEC, FailoverKeys.TRANSFER_MB, FailoverKeys.BANDWIDTH_MB_PER_SEC, FailoverKeys.AVG_LATENCY_MS,
        FailoverKeys.AVG_ROUND_TRIP_MS, FailoverKeys.CORRECTED_AVG_LATENCY_MS, FailoverKeys.CORRECTED_P99_LATENCY_MS);

    /** The id of the measure lossBeyondQueueGap in runs of earlier versions. */
    private static final String EARLIER = "lossBeyondBinding";

    private FailoverReport() {}

    /** The report of a run of any report of the family. */
    public static Report of(Scenario scenario, List<Measure<Run>> measures) {
        return declared(scenario, measures).section(run -> charts(run, scenario).flow())
            .only(Medium.PAGE, run -> charts(run, scenario).fault())
            .section(run -> charts(run, scenario).sent()).only(Medium.RST, run -> List.of(sent(scenario).section(run)))
            .section(run -> charts(run, scenario).received()).only(Medium.RST, run -> List.of(received(scenario).section(run)))
            .sections(run -> charts(run, scenario).replied().stream().map(figure -> (Section) figure).toList())
            .only(Medium.RST, run -> charts(run, scenario).replied().map(_ -> replied(scenario).section(run)).stream().toList())
            .only(Medium.PAGE, FailoverReport::distributions);
    }

    /** What is judged and warned of, the summary, and the account of every message if there is one. */
    public static Report declared(Scenario scenario, List<Measure<Run>> measures) {
        return Report.of(scenario, measures).details(LedgerFigures.reader()
            .measuring(Stream.concat(measures.stream().map(Measure::id), Stream.of(EARLIER)).toList()).adding(new SharedPairs()))
            .alarms(FailoverReport::alarms)
            .byLength(BY_LENGTH).only(Medium.PAGE, PlacesPicture::of).summary("Execution Summary", SummaryTable.ATTRIBUTE)
            .sections(SharedPairs::table)
            .only(Medium.CONSOLE, run -> ledger(run).map(LedgerTables::console).orElse(List.of()))
            .only(Medium.PAGE, run -> ledger(run).map(LedgerTables::all).orElse(List.of()))
            .only(Medium.RST, run -> ledger(run).map(LedgerTables::all).orElse(List.of()));
    }

    private static Optional<LedgerTables> ledger(Run run) {
        return run.details() instanceof LedgerFigures figures ? Optional.of(new LedgerTables(figures)) : Optional.empty();
    }

    public static FailoverCharts charts(Run run, Scenario scenario) {
        return new FailoverCharts(run, scenario);
    }

    public static SecondsTable sent(Scenario scenario) {
        return SecondsTable.of(published(scenario, "sent", "Sent messages")).countsAboveZero("sent this run, msg", RpcMetrics.SENT)
            .counts("errors this run, msg", RpcMetrics.ERRORS);
    }

    public static SecondsTable received(Scenario scenario) {
        return SecondsTable.of(published(scenario, "received", "Received messages")).counts("received this run, msg", RpcMetrics.RECEIVED)
            .times("latency this run, ms", RpcMetrics.LATENCY.mean(), 1);
    }

    private static SecondsTable replied(Scenario scenario) {
        return SecondsTable.of(published(scenario, "replied", "Replies")).countsAboveZero("replies this run, msg", RpcMetrics.REPLIES)
            .times("round trip this run, ms", RpcMetrics.ROUND_TRIP.mean(), 1);
    }

    /** A report of the family that was published without its rows has a table with only our columns. */
    private static Scenario.Table published(Scenario scenario, String name, String title) {
        var table = scenario.tables().get(name);
        return table != null ? table : new Scenario.Table(title, List.of("time"), List.of());
    }

    /** The percentiles of the timings that have values, and the processes' usage. */
    public static List<Section> distributions(Run run) {
        return Stream.of(percentiles(run, RpcMetrics.LATENCY, "Latency"), percentiles(run, RpcMetrics.ROUND_TRIP, "Round trip"),
            percentiles(run, RpcMetrics.HANDSHAKE, "Handshake of TLS"),
            Stream.<Section>of(Figure.usage(run))).flatMap(each -> each).toList();
    }

    private static Stream<Section> percentiles(Run run, Timing timing, String heading) {
        var values = run.histograms().get(timing.name());
        return values == null || values.getTotalCount() == 0 ? Stream.of()
            : Stream.of(Figure.percentiles(run, timing, heading), PercentileTable.of(run, timing));
    }

    private static List<Section> alarms(Run run) {
        var warmUpSec = run.summary(FailoverKeys.WARM_UP_SEC);
        var alarms = new ArrayList<Section>();
        if (warmUpSec.isPresent() && warmUpSec.getAsDouble() == 0)
            alarms.add(Section.Alarm.notWarmedUp("latencies and rates of the first seconds"));
        for (var fault : FailoverAccounts.faults(run)) alarms.add(Section.Alarm.wrongCount(fault.sentence()));
        return alarms;
    }
}
