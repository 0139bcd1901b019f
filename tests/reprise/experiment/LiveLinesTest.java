package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines in the order of their times. */
final class LiveLinesTest {
    private static final long MS = 1_000_000;
    private final LiveLines lines = new LiveLines();
    private final List<String> shown = new ArrayList<>();

    private void told(long atMs, String text) {
        lines.add(atMs * MS, () -> shown.add(text));
    }

    @Test
    void lineThatIsToldLate_standsBeforeThoseOfLaterTimes() {
        told(1000, "row 0");
        lines.print(1050 * MS);
        assertEquals(List.of(), shown, "one from before may come");
        told(990, "killed");
        told(990, "cut off");
        lines.print(1000 * MS + LiveLines.WAIT_NS);
        assertEquals(List.of("killed", "cut off", "row 0"), shown);
    }

    @Test
    void lines_areAllPrintedInTheEnd() {
        told(3000, "row 2");
        told(2000, "row 1");
        lines.printAll();
        lines.printAll();
        assertEquals(List.of("row 1", "row 2"), shown);
    }
}
