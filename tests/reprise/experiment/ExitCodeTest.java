package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import reprise.recorder.Run;
import reprise.recorder.Run.Ending;
import reprise.recorder.RunDetails;
import reprise.sut.Failure;

/** Exit code 0 means that the run left no judged claim open. */
class ExitCodeTest {
    private static int of(Ending... endings) {
        return of(0, endings);
    }

    private record LeftOut(long runsLeftOut) implements RunDetails {}

    private static int of(long runsLeftOut, Ending... endings) {
        var claims = Arrays.stream(endings).map(ending -> new Run.Judgement("a", "A", 1.0, null, ending, "why")).toList();
        return RunReports.exitCode(Run.of("x", 1, Instant.EPOCH).claims(claims).details(new LeftOut(runsLeftOut)).build());
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
