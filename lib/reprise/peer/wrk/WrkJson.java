package reprise.peer.wrk;

import java.util.LinkedHashMap;
import java.util.Map;
import reprise.peer.wrk.WrkFigures.Errors;
import reprise.peer.wrk.WrkFigures.Percentiles;
import reprise.peer.wrk.WrkFigures.Spread;
import reprise.recorder.StrictJson;

/** {@link WrkFigures} as scenarios and run files have them; bytes in MiB (2^20), as wrk's "MB". Null stands for wrk's nan. */
public final class WrkJson {
    private static final double MIB = 1 << 20; // a power of two: nothing is lost on the way
    private static final double MOST = 1e12;

    private WrkJson() {}

    public static Map<String, Object> plain(WrkFigures figures) {
        var all = new LinkedHashMap<String, Object>();
        all.put("latencyUs", plain(figures.latencyUs()));
        var percentiles = figures.percentiles();
        all.put("percentilesUs",
            ordered("p50", percentiles.p50Us(), "p75", percentiles.p75Us(), "p90", percentiles.p90Us(), "p99", percentiles.p99Us()));
        all.put("threadRatePerSec", plain(figures.threadRate()));
        all.put("requests", figures.requests());
        all.put("tookSec", figures.tookUs() / 1e6);
        all.put("readMiB", figures.readBytes() / MIB);
        all.put("requestsPerSec", figures.requestsPerSec());
        all.put("readMiBPerSec", figures.readBytesPerSec() / MIB);
        return all;
    }

    public static Map<String, Object> plain(Errors errors) {
        return ordered("connect", errors.connect(), "read", errors.read(), "write", errors.write(), "timeout", errors.timeout(), "status",
            errors.status());
    }

    private static Map<String, Object> plain(Spread spread) {
        return ordered("mean", spread.mean(), "stdev", spread.stdev(), "max", spread.max(), "withinPercent",
            Double.isNaN(spread.withinPercent()) ? null : spread.withinPercent());
    }

    private static Map<String, Object> ordered(Object... pairs) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) map.put((String) pairs[i], pairs[i + 1]);
        return map;
    }

    /** Threads, connections and errors stand beside the figures; the caller has read them. */
    public static WrkFigures read(StrictJson object, int threads, int connections, Errors errors) {
        var percentilesUs = object.object("percentilesUs");
        var percentiles = new Percentiles(percentilesUs.number("p50", 0, MOST, 96), percentilesUs.number("p75", 0, MOST, 107),
            percentilesUs.number("p90", 0, MOST, 146), percentilesUs.number("p99", 0, MOST, 39010));
        percentilesUs.done();
        var figures =
            new WrkFigures(threads, connections, spread(object.object("latencyUs")), percentiles, spread(object.object("threadRatePerSec")),
            object.whole("requests", 0, (long) MOST, 256233), Math.rint(object.number("tookSec", 0, 1e9, 30.11) * 1e6),
            object.number("readMiB", 0, MOST, 58.89) * MIB, object.number("requestsPerSec", 0, MOST, 8508.83),
            object.number("readMiBPerSec", 0, MOST, 1.96) * MIB, errors);
        object.done();
        return figures;
    }

    private static Spread spread(StrictJson object) {
        double mean = object.number("mean", 0, MOST, 1170);
        double stdev = object.number("stdev", 0, MOST, 7120);
        double max = object.number("max", 0, MOST, 134670);
        var spread =
            new Spread(mean, stdev, max, object.isNull("withinPercent") ? Double.NaN : object.number("withinPercent", 0, 100, 97.03));
        object.done();
        return spread;
    }

    public static Errors errors(StrictJson object) {
        var errors =
            new Errors(count(object, "connect"), count(object, "read"), count(object, "write"), count(object, "timeout"),
            count(object, "status"));
        object.done();
        return errors;
    }

    private static long count(StrictJson object, String cause) {
        return object.whole(cause, 0, (long) MOST, 0);
    }
}
