package reprise.sut;

import java.util.Map;

/**
 * Reads each second of a phase what a system tells about itself. Its columns are in the phase's rows. Used by one thread.
 * {@snippet :
 * x.watch(new MetricsWatch("server", url, x.clock(), x.events()).gauge("open_connections", "open"));
 * }
 */
public interface Watch {
    /** Reads the state before the phase. */
    void begin();

    /** The columns of the second that has just ended; a figure that cannot be had is left out. */
    Map<String, Double> second(int index);
}
