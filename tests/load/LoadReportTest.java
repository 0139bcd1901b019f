package load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import reprise.experiment.TlsOptions;
import reprise.recorder.Share;

/** What shares of a load must have in common. */
final class LoadReportTest {
    private static Map<String, Object> parameters(List<String> headers, Optional<String> method, Optional<String> body,
                                                  Optional<String> expect) {
        var request = new LoadRequest("http://192.0.2.1/", 1, 4, Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(2), false,
            Optional.empty(), headers, method, body, expect, Optional.empty(), Optional.empty(), new TlsOptions(), new Share(1, 2));
        return LoadReport.parameters(request, request.plan());
    }

    /** They tell each of them from the others, and tell nobody a header that may be secret. */
    @Test
    void loads_ofOtherRequestsOrReplies_haveOtherParameters() {
        var nothing = Optional.<String>empty();
        var different = List.of(parameters(List.of(), nothing, nothing, nothing),
            parameters(List.of("Authorization: Bearer one"), nothing, nothing, nothing),
            parameters(List.of("Authorization: Bearer two"), nothing, nothing, nothing),
            parameters(List.of(), Optional.of("DELETE"), nothing, nothing), parameters(List.of(), nothing, Optional.of("a"), nothing),
            parameters(List.of(), nothing, Optional.of("b"), nothing), parameters(List.of(), nothing, nothing, Optional.of("ok")),
            parameters(List.of(), nothing, nothing, Optional.of("no")));
        assertEquals(different.size(), new HashSet<>(different).size(), different.toString());
        assertEquals(different.getFirst(), parameters(List.of(), nothing, nothing, nothing));
        assertFalse(different.toString().contains("Bearer"), different.toString());
    }
}
