package reprise.sut;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import reprise.fuzz.Decoding;

/** A page for Prometheus, as any server writes it. */
public final class MetricsDecodings {
    public static final List<Decoding> ALL = List.of(Decoding.of("metrics", MetricsDecodings::page, """
        # HELP ws_connections Open.
        # TYPE ws_connections gauge
        ws_connections{style="queueing",host="a\\"b\\n"} 12 1700000000000
        up 1
        """, """
        d_seconds_bucket{le="0.1"} 2
        d_seconds_bucket{le="1"} 3.0 # {trace_id="x"} 0.5 1.7e9
        d_seconds_bucket{le="+Inf"} 4
        d_seconds_sum 1.25e-1
        d_seconds_count 4
        {"quoted name",k="v"} NaN
        """));

    private MetricsDecodings() {}

    private static void page(byte[] input) {
        try {
            var metrics = ServerMetrics.parse(new String(input, StandardCharsets.UTF_8));
            for (var name : metrics.values().keySet()) metrics.since(ServerMetrics.NONE, name);
            for (var name : metrics.histograms().keySet()) {
                var of = metrics.histogramSince(ServerMetrics.NONE, name).orElseThrow();
                of.since(of);
            }
        } catch (IOException _) {
            // as documented
        }
    }
}
