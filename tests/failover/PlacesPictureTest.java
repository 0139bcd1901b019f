package failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;
import reprise.recorder.Run;
import reprise.report.Figure;
import reprise.report.SystemPicture;
import reprise.report.svg.DrawingSvg;

/** Who was at which node, and which one died, from the figures of a run. */
final class PlacesPictureTest {
    private static final Map<String, Double> MOVED = Map.of("clientNodeBefore", 1.0, "clientNodeAfter", 2.0, "serverNodeBefore", 1.0,
        "serverNodeAfter", 1.0, "killedAtSec", 12.0);

    private static SystemPicture picture(Run run) {
        return (SystemPicture) ((Figure) PlacesPicture.of(run).getFirst()).drawing();
    }

    private static Run run(Map<String, Object> parameters, Map<String, Double> summary) {
        return Run.of("rpc-cast-failover", 1, Instant.EPOCH).parameters(parameters).summary(summary).build();
    }

    @Test
    void picture_ofAFault_hasTheStruckNodeAndWhoMoved() throws Exception {
        var picture = picture(run(Map.of("fault", "freeze node 1"), MOVED));
        assertEquals(List.of("frozen at 12.0 s", "", ""), picture.nodes().stream().map(SystemPicture.Node::fault).toList());
        assertEquals(List.of(new SystemPicture.Party("client", 0, OptionalInt.of(1)), new SystemPicture.Party("server", 0,
            OptionalInt.of(0))), picture.parties());
        var svg = DrawingSvg.file(picture, 400);
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertEquals(2, svg.split("class=\"other line\"", -1).length - 1, "the client's way after the fault, and its key");
        assertTrue(svg.contains("frozen at 12.0 s"), svg);
    }

    @Test
    void picture_ofManyKills_countsThemByNode() throws IOException {
        var ledger = SyntheticLedger.lossy();
        var picture = picture(Run.of("rpc-cast-failover", 1, Instant.EPOCH).summary(MOVED).details(ledger).build());
        for (int i = 0; i < picture.nodes().size(); i++) {
            int number = i + 1;
            long kills = ledger.kills().stream().filter(kill -> kill.node() == number).count();
            assertEquals(kills == 0 ? "" : kills == 1 ? "killed once" : "killed " + kills + " times", picture.nodes().get(i).fault());
        }
    }

    @Test
    void picture_ofOneRole_isNone() {
        assertEquals(List.of(), PlacesPicture.of(run(Map.of(), Map.of("clientNodeBefore", 1.0, "clientNodeAfter", 2.0))));
    }
}
