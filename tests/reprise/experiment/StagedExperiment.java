package reprise.experiment;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import reprise.recorder.Phase;
import reprise.recorder.Phases;
import reprise.recorder.Run;
import reprise.sut.Interruption;

/** An experiment for each test, in a folder of its own, without a script. */
abstract class StagedExperiment {
    @TempDir
    Path folder;
    final Interruption interruption = new Interruption();
    Experiment x;

    @BeforeEach
    void begin() {
        x = new Experiment(folder, 1, LiveConsole.silent(), interruption);
    }

    @AfterEach
    void end() {
        x.close();
    }

    Run run() {
        return x.run("probe", Map.of());
    }

    Phase phase(String id) {
        return Phases.of(run()).phase(id).orElseThrow();
    }
}
