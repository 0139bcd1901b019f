package reprise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The house rules that a machine can check. Run from the project's folder, as {@code ./jbang test} is. */
final class HouseTest {
    private static final Path LIB = Path.of("lib");
    private static final List<Path> EXPERIMENTS =
        List.of(Path.of("scripts/rpc-cast-failover.java"), Path.of("scripts/rest-caller.java"), Path.of("scripts/ws-broadcast.java"));
    private static final Pattern IMPORT = Pattern.compile("^import (?:static )?reprise\\.(\\w+)\\.(\\w+)");
    private static final Pattern QUALIFIED = Pattern.compile("^(?!import|package).*\\breprise\\.(\\w+)\\.");

    /**
     * scripts → experiment → report → judge → peer → recorder; experiment → sut → testee → transport; sut, experiment → simulator →
     * transport, peer, recorder.
     */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.of(
        "transport", Set.of(),
        "recorder", Set.of(),
        "testee", Set.of("transport"),
        "peer", Set.of("recorder"),
        "simulator", Set.of("transport", "recorder", "peer"),
        "judge", Set.of("recorder", "peer"),
        "report", Set.of("judge", "recorder", "peer"),
        "sut", Set.of("testee", "transport", "simulator", "recorder"),
        "experiment", Set.of("transport", "testee", "sut", "simulator", "recorder", "peer", "judge", "report"));

    /** How a class is named that belongs to one document. */
    private static final Pattern ONE_DOCUMENTS = Pattern.compile(".*\\.(Failover|Family|Caller|Broadcast)\\w+");

    /** Those that are still in the library, by the folder of their room; each goes into its script, and none comes. */
    private static final Map<String, Set<String>> STILL_IN_LIB = Map.of(
        "experiment", Set.of(
            "BroadcastExperiment", "BroadcastLive", "BroadcastPlan", "CallerExperiment", "CallerLive", "CallerPlan", "CallerProbe",
            "CallerServe", "FailoverExperiment", "FailoverLive", "FailoverNotes", "FailoverOptions", "FailoverOutcomes", "FailoverPlan",
            "FailoverReports", "FailoverRows", "FailoverSetup", "FamilyExperiment"),
        "judge", Set.of(
            "BroadcastFaults", "BroadcastMeasures", "BroadcastRows", "BroadcastRun", "BroadcastScenario", "CallerMeasures", "CallerRun",
            "CallerRuns", "CallerScenario", "FailoverAccounts", "FailoverFamily", "FailoverLosses", "FailoverMeasures", "FailoverRun",
            "FailoverScenario", "FamilyDifferences", "FamilyMeasures", "FamilyRuns"),
        "report", Set.of(
            "BroadcastCharts", "BroadcastReport", "BroadcastTables", "CallerCharts", "CallerLabels", "CallerReport", "CallerTables",
            "FailoverCharts", "FailoverReport", "FamilyReport"),
        "testee", Set.of(
            "CallerBody", "CallerNames", "CallerReply"));

    @Test
    void sources_listInLib_equalsFolder() throws IOException {
        List<String> listed = Files.readAllLines(LIB.resolve("Reprise.java")).stream()
            .filter(line -> line.startsWith("//SOURCES ")).map(line -> line.substring(10)).toList();
        assertEquals(SourceTree.javaFiles(LIB.resolve("reprise")).stream().map(file -> LIB.relativize(file).toString()).toList(),
            listed, "run .ci/sources");
    }

    /**
     * A script's parts stand in a folder of the script's name, or of the one that shares them; each is listed, since globs find nothing by
     * URL.
     */
    @Test
    void parts_ofScripts_areListedOneByOne() throws IOException {
        var listed = new TreeSet<String>();
        for (var script : topLevel("scripts")) {
            for (var line : Files.readAllLines(script)) if (line.matches("//SOURCES [^.].*")) listed.add("scripts/" + line.substring(10));
        }
        var parts = SourceTree.javaFiles(Path.of("scripts")).stream().map(Path::toString).filter(file -> file.split("/").length > 2)
            .toList();
        assertEquals(parts, List.copyOf(listed));
    }

    @Test
    void classes_inLib_areReachedFromAnExperiment() throws IOException {
        var tree = SourceTree.of(LIB);
        var unreached = new TreeSet<>(tree.classes());
        unreached.removeAll(tree.reachedFrom(EXPERIMENTS));
        assertEquals(Set.of(), unreached, "what only a benchmark or a test needs stands beside it");
    }

    private static List<Path> topLevel(String folder) throws IOException {
        return SourceTree.javaFiles(Path.of(folder)).stream().filter(file -> file.getNameCount() == 2).toList();
    }

    @Test
    void imports_ofEachRoom_stayInTheRoomsItMaySee() throws IOException {
        var wrong = new ArrayList<String>();
        for (var file : SourceTree.javaFiles(LIB.resolve("reprise"))) {
            var room = LIB.relativize(file).getName(1).toString();
            var seen = MAY_IMPORT.get(room);
            assertTrue(seen != null, file + " is in a room that the architecture does not have");
            for (var line : Files.readAllLines(file)) {
                for (var pattern : List.of(IMPORT, QUALIFIED)) {
                    var match = pattern.matcher(line);
                    if (match.find() && MAY_IMPORT.containsKey(match.group(1)) && !match.group(1).equals(room)
                        && !seen.contains(match.group(1)) && !line.strip().startsWith("*")) {
                        wrong.add(file + ": " + line);
                    }
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void packages_doNotNeedEachOther_inACircle() throws IOException {
        var needs = SourceTree.of(LIB).packages();
        for (boolean fewer = true; fewer; ) { // what needs nothing that is left can be in no circle
            var free = needs.keySet().stream().filter(each -> needs.get(each).isEmpty()).toList();
            fewer = !free.isEmpty();
            needs.keySet().removeAll(free);
            needs.values().forEach(of -> of.removeAll(free));
        }
        assertEquals(Map.of(), needs);
    }

    @Test
    void classes_ofOneDocument_inLib_becomeFewer() throws IOException {
        var found = new TreeMap<String, Set<String>>();
        for (var name : SourceTree.of(LIB).classes()) {
            if (!ONE_DOCUMENTS.matcher(name).matches()) continue;
            found.computeIfAbsent(name.split("\\.")[1], _ -> new TreeSet<>()).add(name.substring(name.lastIndexOf('.') + 1));
        }
        assertEquals(new TreeMap<>(STILL_IN_LIB), found,
            "a document's own belongs beside its script; what has gone is struck off the list");
    }

    @Test
    void lines_areAtMost140Columns() throws IOException {
        var tooLong = new ArrayList<String>();
        for (var folder : List.of("lib", "tests", "examples", "scripts")) {
            for (var file : SourceTree.javaFiles(Path.of(folder))) {
                int number = 0;
                for (var line : Files.readAllLines(file)) {
                    number++;
                    // JBang's are as long as they are
                    if (line.length() > 140 && !line.startsWith("//")) tooLong.add(file + ":" + number + ": " + line.length());
                }
            }
        }
        assertEquals(List.of(), tooLong);
    }

    @Test
    void protocols_inTransport_doNotKnowEachOther() throws IOException {
        for (var file : SourceTree.javaFiles(LIB.resolve("reprise/transport"))) {
            var protocol = file.getParent().getFileName().toString();
            for (var line : Files.readAllLines(file)) {
                var match = IMPORT.matcher(line);
                if (!match.find() || Character.isUpperCase(match.group(2).charAt(0))) continue;
                boolean known = match.group(2).equals(protocol) || protocol.equals("wamp") && match.group(2).equals("websocket");
                assertTrue(known, file + ": " + line);
            }
        }
    }

    @Test
    void files_length_staysInTheHousesBounds() throws IOException {
        var tooLong = new ArrayList<String>();
        for (var folder : List.of("lib", "tests", "examples", "scripts")) {
            for (var file : SourceTree.javaFiles(Path.of(folder))) {
                // lists are as long as they are
                long lines = Files.readAllLines(file).stream().filter(line -> !line.startsWith("//SOURCES ")).count();
                if (lines > (file.getParent().equals(Path.of("scripts")) ? 200 : 300)) tooLong.add(file + ": " + lines);
            }
        }
        assertEquals(List.of(), tooLong);
    }

    @Test
    void words_thatTheHouseForbids_areNowhere() throws IOException {
        var name = Pattern.compile(".*(Util|Utils|Helper|Manager|Common|Base|Impl)\\.java");
        for (var file : SourceTree.javaFiles(Path.of("lib"))) assertFalse(name.matcher(file.toString()).matches(), file.toString());
        for (var folder : List.of("lib", "tests", "scripts", "examples")) {
            for (var file : SourceTree.javaFiles(Path.of(folder))) {
                var text = Files.readString(file);
                assertFalse(text.contains("TO" + "DO") || text.contains("FIX" + "ME"), file + " leaves something open");
                assertFalse(folder.equals("tests") && text.contains("Thread." + "sleep("), file + " sleeps");
            }
        }
    }
}
