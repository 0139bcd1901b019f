package caller;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import reprise.peer.wrk.WrkFigures;

/** The document's runs by their ids, with wrk's figures from the scenario. */
public final class PublishedCases {
    public static final Path FILE = Path.of("scenarios/rest-caller.json");
    /** All of the script, in its order. */
    public static final List<Case> CASES = SyntheticCaller.IDS.stream().map(id -> new Case(id, "", !id.startsWith("local"),
        id.contains("sequential") ? new Shape("sequential", 1, 1) : new Shape("concurrent", 4, 200), null)).toList();

    private PublishedCases() {}

    static Published read() throws IOException {
        return Published.parse(FILE.toString(), Files.readAllBytes(FILE), List.of(), CASES);
    }

    /** The ids of those that were published. */
    public static List<String> ids() throws IOException {
        var published = read();
        return CASES.stream().filter(each -> published.of(each).isPresent()).map(Case::id).toList();
    }

    public static WrkFigures of(String id) throws IOException {
        return read().of(CASES.stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow()).orElseThrow();
    }
}
