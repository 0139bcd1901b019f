package caller;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import reprise.judge.Quantity;
import reprise.judge.Scenario;
import reprise.peer.wrk.WrkFigures;
import reprise.peer.wrk.WrkKeys;
import reprise.recorder.JsonFile;

/**
 * scenarios/rest-caller.json: wrk's output of each run of documents/rest-caller.md.
 *
 * @param byCase the published figures, by the id of a case
 */
public record Published(Scenario scenario, Map<String, WrkKeys> byCase) {
    /** The file's keys that only this document has. Earlier versions also had the set-up in it, which the script has now. */
    private record Keys(Optional<Map<String, Object>> parameters, List<Row> runs) {}

    @JsonIgnoreProperties({"group", "link", "threads", "connections", "procedure", "attached", "reply", "error"})
    private record Row(String id, Optional<WrkKeys> published) {}

    /**
     * @param measures the measures that a claim may name; {@code cases} those that a run may be of
     * @throws reprise.recorder.InvalidFile with all problems
     */
    public static Published parse(String name, byte[] json, List<Quantity> measures, List<Case> cases) {
        var file = JsonFile.parse(name, json);
        var scenario = Scenario.take(file, measures);
        var keys = file.take(Keys.class);
        file.done();
        if (keys.runs != null) check(file, keys.runs, cases.stream().map(Case::id).toList());
        file.orThrow();
        if (keys.parameters.isPresent()) System.err.println(name + ": its parameters and its runs' set-up have no effect; they are in "
            + "scripts/rest-caller.java, to be changed there");
        return new Published(scenario, keys.runs.stream().filter(row -> row.published.isPresent())
            .collect(Collectors.toMap(Row::id, row -> row.published.orElseThrow())));
    }

    private static void check(JsonFile file, List<Row> runs, Collection<String> cases) {
        file.checkDistinct("runs", "id", runs, Row::id);
        for (int i = 0; i < runs.size(); i++) {
            var row = runs.get(i);
            if (row != null && row.id != null && !cases.contains(row.id))
                file.problem("runs[" + i + "].id", "is \"" + row.id + "\"; it must be a case of the script, for example \""
                    + cases.iterator().next() + '"');
        }
    }

    public boolean has(String id) {
        return byCase.containsKey(id);
    }

    /** What wrk printed for a case; absent for one that we added. */
    public Optional<WrkFigures> of(Case each) {
        return Optional.ofNullable(byCase.get(each.id()))
            .map(keys -> keys.figures(each.shape().threads(), each.shape().connections(), WrkFigures.Errors.NONE));
    }
}
