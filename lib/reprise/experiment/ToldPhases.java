package reprise.experiment;

import java.nio.file.Path;
import java.util.Optional;
import reprise.recorder.LoadFigures;
import reprise.recorder.Recorder;
import reprise.recorder.Recording;
import reprise.simulator.Load;

/**
 * Tells the phases of an experiment to those who watch its load, if anybody does.
 *
 * @param folder of the run, by whose name it is told
 */
record ToldPhases(Optional<LoadFigures> figures, Path folder) {
    void begin(Optional<String> phase, Load load, Recorder recorder) {
        figures.ifPresent(told -> told.begin(key(phase), recorder, load.ratePerSec()));
    }

    /** @param recording absent if the phase did not come to its end */
    void end(Optional<String> phase, Load load, Optional<Recording> recording) {
        figures.ifPresent(told -> told.end(key(phase), load.ratePerSec(), recording));
    }

    private LoadFigures.Key key(Optional<String> phase) {
        return new LoadFigures.Key(String.valueOf(folder.toAbsolutePath().getFileName()), phase.orElse(""));
    }
}
