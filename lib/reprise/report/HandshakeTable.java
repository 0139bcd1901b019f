package reprise.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import reprise.recorder.Numbers;
import reprise.recorder.Run;
import reprise.recorder.Unit;

/** How long the handshakes of TLS took, a row for each phase or system; nothing of a run in which none was recorded. */
final class HandshakeTable {
    private static final String NAME = "handshake";
    private static final double[] PERCENTILES = {50, 90, 99};

    private HandshakeTable() {}

    /** A section or none. */
    static List<Section> of(Run run) {
        var lines = new ArrayList<Section.Line>();
        run.histograms().forEach((key, values) -> {
            if (!isHandshake(key) || values.getTotalCount() == 0) return;
            var cells = new ArrayList<Section.Cell>(List.of(new Section.Text(of(key)), new Section.Number(values.getTotalCount(), 0)));
            for (double each : PERCENTILES) cells.add(Section.Number.ours(Percentiles.valueNs(each, values) / 1e6, 2));
            cells.add(Section.Number.ours(values.getMaxValue() / 1e6, 2));
            lines.add(new Section.Row(cells));
        });
        if (lines.isEmpty()) return List.of();
        var columns = Stream.of(Stream.of(Section.Column.of("connections", 0), Section.Column.of("count", 8)),
            DoubleStream.of(PERCENTILES).mapToObj(each -> column(Numbers.shortest(each) + " %")), Stream.of(column("max")))
            .flatMap(each -> each).toList();
        return List.of(new Section.Table("handshakes", "Handshakes of TLS, ms", "", "", columns, lines,
            "From the open connection to the handshake's end; none resumes a session. " + Percentiles.RULE));
    }

    /** A timing's name is the run's own, follows the phase's, or precedes the system's. */
    private static boolean isHandshake(String key) {
        return key.equals(NAME) || key.endsWith("." + NAME) || key.startsWith(NAME + " ");
    }

    private static String of(String key) {
        var rest = key.replaceFirst("^" + NAME + " ?|\\." + NAME + "$", "");
        return rest.isEmpty() ? "all" : rest;
    }

    private static Section.Column column(String name) {
        return Section.Column.of(name, 10).ours(new Section.Column.Ours("", name, Unit.MS, OptionalInt.empty()));
    }
}
