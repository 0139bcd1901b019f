package calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reprise.sut.Interruption;

/** Some seconds of the soak, with all who do no good beside each load. */
@Tag("waits")
final class SoakTest {
    /** A host that stands still for some seconds is not the pests' doing. */
    private static final Duration CALLERS_PATIENCE = Duration.ofMinutes(1);

    @ParameterizedTest
    @EnumSource(Soak.Kind.class)
    void load_besidePests_hasNoErrors(Soak.Kind kind) throws Exception {
        var out = new ByteArrayOutputStream();
        var table = new LimitTable(new PrintStream(out, true, StandardCharsets.UTF_8));
        var result = new Soak(table, Duration.ofSeconds(4), CALLERS_PATIENCE, new Interruption()).run(kind);
        assertEquals(Map.of(), result.errors(), result.toString());
        assertTrue(result.done() > 0, result.toString());
        var pests = result.pests();
        assertTrue(pests.slow() >= 2 && pests.asked() > 0 && pests.vanished() >= 20 && pests.dropped() > 1, result.toString());
        var system = switch (kind) {
            case CAST, CALLS -> "broker";
            case HTTP -> "router";
            case USERS -> "awaiting";
        };
        var names = Stream.of("script", system).flatMap(of -> Stream.of(of + ": memory, MB", of + ": descriptors", of + ": threads"));
        for (var name : names.toList())
            assertTrue(result.held().stream().anyMatch(held -> held.name().equals(name) && held.late() > 0), name + " of " + result);
    }

    @Test
    void level_ofWhatGrows_isNone() {
        var grows = held(Level.Kind.DESCRIPTORS, IntStream.range(0, 60).mapToObj(i -> 100.0 + i).toList());
        assertEquals(110, grows.early()); // the looks 8 to 12
        assertEquals(157, grows.late()); // 55 to 59
        assertEquals("NOT LEVEL, above 1.1 times", grows.verdict(60));
        assertEquals("level", held(Level.Kind.THREADS, Collections.nCopies(60, 20.0)).verdict(60));
        var few = held(Level.Kind.THREADS, IntStream.range(0, 60).mapToObj(i -> i < 30 ? 3.0 : 8.0).toList());
        assertEquals("level", few.verdict(60), "five more are few");
    }

    @Test
    void level_ofMemory_isToldOfLongSoaksOnly() {
        var memory = held(Level.Kind.MEMORY, IntStream.range(0, 60).mapToObj(i -> 100.0 + 10 * i).toList());
        assertEquals("(heaps still fill: it takes half an hour to tell)", memory.verdict(1_799));
        assertEquals("NOT LEVEL, above 1.1 times", memory.verdict(1_800));
    }

    private static Level.Held held(Level.Kind kind, List<Double> figures) {
        return new Level.Held(new Level.What("broker", kind), figures);
    }
}
