package reprise.report.svg;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class HeatSvgTest {
    /** A count of one is the lightest of five shades, the maximum the darkest; the others follow the logarithm. */
    @Test
    void heat_ofCounts_goesByTheirLogarithm() {
        assertEquals(List.of(-1, 0, 0, 1, 2, 3, 4, 4), List.of(0, 1, 9, 10, 100, 1000, 10_000, 100_000).stream()
            .map(count -> HeatSvg.level(count, 100_000)).toList());
        assertEquals(4, HeatSvg.level(1, 1));
    }
}
