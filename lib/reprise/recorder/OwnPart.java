package reprise.recorder;

import java.util.List;

/**
 * How a document adds up what only its runs have: its part of run.json and the figures of its summary that no rule adds. What it leaves out
 * of the summary is kept there for each share by itself.
 */
public interface OwnPart {
    /** Of a document whose runs have nothing of their own. */
    OwnPart NONE = (added, _, _) -> added;

    /** One share of the whole. @param startSec when its second 0 began, s after the whole's */
    record Placed(Share share, double startSec, Run run) {
        /** The key of one of its own figures in the whole's summary: {@code share2.outageSec}. */
        public String key(String figure) {
            return share.key(figure);
        }
    }

    /**
     * The whole with the document's own part.
     *
     * @param added has everything else: rows, histograms, events, notes, and the summary's figures that have a rule
     * @param recording of all shares, on the axis of the one that began first
     */
    Run of(Run added, Recording recording, List<Placed> shares);

    /** Whether this column of the seconds is what a system tells of itself, which all shares read alike. */
    default boolean isOfSystem(String column) {
        return false;
    }
}
