package reprise.testee.chat;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The metrics that both servers expose to Prometheus: the document's five, with its names and buckets, and ours: when the last
 * write of a broadcast was accepted, how many writes there were, and which users were closed because they did not read or answer.
 * Prometheus gets seconds; the methods take nanoseconds. The event loop counts, any thread reads.
 */
final class ChatMetrics {
    static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;
    private static final double[] BOUNDS_SEC = {0.0001, 0.0005, 0.0025, 0.005, 0.0075, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5};
    private static final double NS_PER_SEC = 1e9;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Gauge connections = Gauge.builder().name("ws_connections").help("Open WebSocket connections").register(registry);
    private final Counter allConnections = counter("all_ws_connections_total", "WebSocket connections since the start");
    private final Counter closedErrors = counter("ws_conn_closed_errors_total",
        "Broadcast writes to connections that were closed by then; always 0 where they are ignored");
    private final Counter deliveries = counter("ws_broadcast_deliveries_total",
        "Broadcast writes accepted: by the kernel, or for a slow reader by its bounded buffer");
    private final Counter slowReaders = counter("ws_slow_readers_closed_total",
        "Connections closed for what they left unread");
    private final Counter silentPeers = counter("ws_ping_timeouts_total", "Connections closed for a ping without a pong");
    private final Histogram broadcast = histogram("ws_broadcast_duration_seconds",
        "Broadcasts as published: awaiting: until the last write is awaited; queueing: until the task is created");
    private final Histogram broadcastWritten = histogram("ws_broadcast_written_seconds",
        "Broadcasts until the last write was accepted");
    private final Histogram handling = histogram("ws_message_handling_duration_seconds",
        "Messages that are answered to their sender, all but broadcasts: from read to answer");

    private Counter counter(String name, String help) {
        return Counter.builder().name(name).help(help).register(registry);
    }

    private Histogram histogram(String name, String help) {
        return Histogram.builder().name(name).help(help).classicOnly().classicUpperBounds(BOUNDS_SEC).register(registry);
    }

    void opened() {
        connections.inc();
        allConnections.inc();
    }

    void ended() {
        connections.dec();
    }

    void closedErrors(int writes) {
        closedErrors.inc(writes);
    }

    void slowReader() {
        slowReaders.inc();
    }

    void silentPeer() {
        silentPeers.inc();
    }

    void broadcast(long durationNs) {
        broadcast.observe(durationNs / NS_PER_SEC);
    }

    void broadcastWritten(long durationNs, int writes) {
        deliveries.inc(writes); // deliveries first: a scrape that shows the broadcast also shows its deliveries
        broadcastWritten.observe(durationNs / NS_PER_SEC);
    }

    void handled(long durationNs) {
        handling.observe(durationNs / NS_PER_SEC);
    }

    /** The metrics in Prometheus' text format 0.0.4. */
    byte[] text() {
        var text = new ByteArrayOutputStream(8192);
        try {
            PrometheusTextFormatWriter.create().write(text, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException("chat: memory cannot be written", e);
        }
        return text.toByteArray();
    }
}
