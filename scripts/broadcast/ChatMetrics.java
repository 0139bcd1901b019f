package broadcast;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reprise.recorder.BucketColumns;
import reprise.recorder.Run;
import reprise.recorder.RunColumn;
import reprise.recorder.Unit;
import reprise.sut.MetricsWatch;

/** The columns of what a chat server tells about itself each second; {@code scripts/ws-broadcast.java} names its metrics. */
public final class ChatMetrics {
    /** Open connections at the second's end. */
    public static final String CONNECTIONS = "connections";
    /** Connections opened since the start. */
    public static final String CONNECTIONS_TOTAL = "connectionsTotal";
    /** Closed-connection errors in the second. */
    public static final String CLOSED_ERRORS = "closedErrors";
    /** Connections that it closed in the second because too much data waited for them. */
    public static final String SLOW_READERS = "slowReaders";
    /** Its timer of broadcasts, which ends where its style ends it. */
    public static final String BROADCAST = "broadcast";
    /** Until the last write of a broadcast was accepted, for either style. */
    public static final String WRITTEN = "written";
    /** Of a message. */
    public static final String HANDLING = "handling";

    private static final Set<String> COUNTS = Set.of(CONNECTIONS, CONNECTIONS_TOTAL, CLOSED_ERRORS, SLOW_READERS);

    private ChatMetrics() {}

    /** Whether a column is one of these, of whatever server. */
    static boolean isServers(String column) {
        int blank = column.indexOf(' ');
        if (blank < 0) return false;
        var system = column.substring(blank + 1);
        var timers = Stream.of(broadcast(system), written(system), handling(system));
        return COUNTS.contains(column.substring(0, blank))
            || timers.anyMatch(timer -> timer.p95().key().equals(column) || timer.isBucket(RunColumn.of(column, Unit.COUNT)));
    }

    /** The columns of a run's seconds without buckets, which a heat map shows. */
    public static List<RunColumn> withoutBuckets(Run run) {
        var timers = BroadcastRun.of(run).servers().stream()
            .flatMap(server -> Stream.of(broadcast(server.name()), written(server.name()), handling(server.name()))).toList();
        var p95 = timers.stream().map(BucketColumns::p95).collect(Collectors.toMap(RunColumn::key, column -> column));
        return RunColumn.all(run.seconds()).stream().filter(column -> timers.stream().noneMatch(timer -> timer.isBucket(column)))
            .map(column -> p95.getOrDefault(column.key(), column)).toList();
    }

    static RunColumn connections(String server) {
        return MetricsWatch.column(CONNECTIONS, server);
    }

    static RunColumn connectionsTotal(String server) {
        return MetricsWatch.column(CONNECTIONS_TOTAL, server);
    }

    static RunColumn closedErrors(String server) {
        return MetricsWatch.column(CLOSED_ERRORS, server);
    }

    static RunColumn slowReaders(String server) {
        return MetricsWatch.column(SLOW_READERS, server);
    }

    static BucketColumns broadcast(String server) {
        return new BucketColumns(BROADCAST, server);
    }

    static BucketColumns written(String server) {
        return new BucketColumns(WRITTEN, server);
    }

    static BucketColumns handling(String server) {
        return new BucketColumns(HANDLING, server);
    }
}
