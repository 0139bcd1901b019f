package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reprise.recorder.Run;
import reprise.recorder.Run.Ending;
import reprise.sut.Failure;

/** 0 is a promise: nothing that was to be judged was left open by the run. */
class ExitCodeTest {
    private static int of(Ending... endings) {
        return of(0, endings);
    }

    private static int of(long runsLeftOut, Ending... endings) {
        var claims = Arrays.stream(endings).map(ending -> new Run.Judgement("a", "A", 1.0, null, ending, "why")).toList();
        return RunFiles.exitCode(new Run("x", 1, false, Instant.EPOCH, Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), List.of(),
            List.of(), Map.of(), claims, List.of()), runsLeftOut);
    }

    @Test
    void exitCode_ofARunThatLeftAClaimOpen_isNotZero() {
        assertEquals(Failure.NOT_REPRODUCED, of(Ending.REPRODUCED, Ending.BY_RUN));
        assertEquals(Failure.NOT_REPRODUCED, of(Ending.BY_RUN));
        assertEquals(Failure.NOT_REPRODUCED, of(Ending.REPRODUCED, Ending.NOT_REPRODUCED, Ending.BY_REQUEST));
    }

    @Test
    void exitCode_ofWhatTheUserDidNotAskForOrTheDocumentDoesNotSpeakOf_isZero() {
        assertEquals(Failure.REPRODUCED, of(Ending.REPRODUCED, Ending.BY_REQUEST, Ending.BY_DOCUMENT));
        assertEquals(Failure.REPRODUCED, of());
        assertEquals(Failure.NOT_REPRODUCED, of(1, Ending.REPRODUCED), "a run that was asked for and is missing");
    }
}
