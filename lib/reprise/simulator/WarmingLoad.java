package reprise.simulator;

import reprise.recorder.Recorder;

/**
 * A load that begins before its measured window, in no figure, and passes into it: {@link #start} only changes where it records, while
 * connections, threads and compiled code continue. (A load of its own as warm-up leaves code to compile in the measured one.)
 * {@snippet :
 * load.connect();
 * load.warmUp(thrownAway);
 * load.start(recorder);
 * }
 */
public interface WarmingLoad extends Load {
    /** Begins the load after {@link #connect}, and sets the recorder's start before it returns; it goes on until {@link #start}. */
    void warmUp(Recorder thrownAway);
}
