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
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The house rules that a machine can check. Run from the project's folder, as {@code ./jbang test} is. */
final class HouseTest {
    private static final Path LIB = Path.of("lib");
    private static final List<Path> EXPERIMENTS =
        List.of("rpc-cast-failover", "rpc-failover-family", "amqp-cluster", "rest-caller", "http-load", "ws-broadcast",
        "rpc-throughput", "runs").stream()
        .map(name -> Path.of("scripts", name + ".java")).toList();
    private static final List<Path> PARTS = List.of(Path.of("scripts/failover"), Path.of("scripts/caller"), Path.of("scripts/load"),
        Path.of("scripts/broadcast"));
    private static final Pattern IMPORT = Pattern.compile("^import (?:static )?reprise\\.(\\w+)\\.(\\w+)");
    private static final Pattern QUALIFIED = Pattern.compile("^(?!import|package).*\\breprise\\.(\\w+)\\.");

    /**
     * scripts → experiment → shares → report → judge → peer → recorder; experiment → rendezvous → sut → testee → transport;
     * sut, experiment → simulator → transport, peer, recorder.
     */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
        Map.entry("transport", Set.of()),
        Map.entry("recorder", Set.of()),
        Map.entry("testee", Set.of("transport")),
        Map.entry("peer", Set.of("recorder")),
        Map.entry("simulator", Set.of("transport", "recorder", "peer")),
        Map.entry("judge", Set.of("recorder", "peer")),
        Map.entry("report", Set.of("judge", "recorder", "peer")),
        Map.entry("sut", Set.of("testee", "transport", "simulator", "recorder")),
        Map.entry("shares", Set.of("sut", "recorder", "report")),
        Map.entry("rendezvous", Set.of("sut", "transport", "recorder")),
        Map.entry("experiment", Set.of("shares", "rendezvous", "transport", "testee", "sut", "simulator", "recorder", "peer", "judge",
            "report")));

    /** How a class is named that belongs to one document; what a WAMP caller is called in the router is the protocol's. */
    private static final Pattern ONE_DOCUMENTS = Pattern.compile("(?!reprise\\.testee\\.).*\\.(Failover|Family|Caller|Broadcast)\\w+");

    @Test
    void sources_listInLib_equalsFolder() throws IOException {
        List<String> listed = Files.readAllLines(LIB.resolve("Reprise.java")).stream()
            .filter(line -> line.startsWith("//SOURCES ")).map(line -> line.substring(10)).toList();
        assertEquals(SourceTree.javaFiles(LIB.resolve("reprise")).stream().map(file -> LIB.relativize(file).toString()).toList(),
            listed, "run .ci/sources");
    }

    /**
     * A script's parts stand in a folder. Each is listed, in the folder's {@code Parts.java} or in the scripts that share them, since
     * globs find nothing by URL.
     */
    @Test
    void parts_ofScripts_areListedOneByOne() throws IOException {
        var listed = new TreeSet<String>();
        var sources = SourceTree.javaFiles(Path.of("scripts"));
        for (var source : sources) {
            for (var line : Files.readAllLines(source)) {
                if (line.startsWith("//SOURCES ")) listed.add(source.resolveSibling(line.substring(10)).normalize().toString());
            }
        }
        var parts = sources.stream().filter(file -> file.getNameCount() > 2).map(Path::toString).toList();
        listed.remove("lib/Reprise.java");
        listed.remove("scripts/rpc-cast-failover.java"); // the family's runs have its set-up and claims
        assertEquals(parts, List.copyOf(listed));
    }

    /**
     * The library is for who writes a script: its users are the experiments with their parts, and the examples and shells, which show
     * what there is for an experiment of one's own. What only a test or a calibration needs is not the library's.
     */
    @Test
    void classes_inLib_areReachedFromAnExperimentOrAnExample() throws IOException {
        var tree = SourceTree.of(LIB);
        var unreached = new TreeSet<>(tree.classes());
        var starts = new ArrayList<>(EXPERIMENTS);
        for (var parts : PARTS) starts.addAll(SourceTree.javaFiles(parts));
        starts.addAll(SourceTree.javaFiles(Path.of("examples")));
        starts.addAll(SourceTree.files(Path.of("examples"), ".jsh"));
        starts.add(SourceTree.PRESET);
        unreached.removeAll(tree.reachedFrom(starts));
        assertEquals(Set.of(), unreached, "what only a benchmark or a test needs stands beside it");
    }

    /** What two scripts need is the library's. */
    @Test
    void scripts_doNotUseEachOthersParts() throws IOException {
        var wrong = new ArrayList<String>();
        for (var parts : PARTS) {
            var others = PARTS.stream().filter(each -> !each.equals(parts)).map(each -> "import " + each.getFileName() + ".").toList();
            for (var file : SourceTree.javaFiles(parts)) {
                for (var line : Files.readAllLines(file)) if (others.stream().anyMatch(line::startsWith)) wrong.add(file + ": " + line);
            }
        }
        assertEquals(List.of(), wrong);
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
    void classes_ofOneDocument_areBesideItsScript() throws IOException {
        var found = SourceTree.of(LIB).classes().stream().filter(name -> ONE_DOCUMENTS.matcher(name).matches()).toList();
        assertEquals(List.of(), found);
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
                boolean known = match.group(2).equals(protocol) || match.group(2).equals("tls") || // which is below all of them
                    protocol.equals("wamp") && match.group(2).equals("websocket");
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
                if (lines > (file.getParent().equals(Path.of("scripts")) ? 250 : 300)) tooLong.add(file + ": " + lines);
            }
        }
        assertEquals(List.of(), tooLong);
    }

    /** Classes run side by side; those that change what all threads have, or measure the heap, are tagged for it. */
    @Test
    void tests_ofWhatAllThreadsHave_runAlone() throws IOException {
        var shared = Pattern.compile("\\b(System\\.set(Out|Err|Property)|Locale\\.setDefault|CapturedRun\\.of)\\(");
        var heap = Pattern.compile("\\bHeapUse\\.\\w+\\(");
        var beside = new ArrayList<Path>();
        for (var file : SourceTree.files(Path.of("tests"), "Test.java")) {
            var text = Files.readString(file);
            if (shared.matcher(text).find() && !text.contains("@Tag(\"alone\")") && !text.contains("@ResourceLock(")) beside.add(file);
            if (heap.matcher(text).find() && !text.contains("@Tag(\"heap\")")) beside.add(file);
        }
        assertEquals(List.of(), beside);
    }

    /** What is started otherwise outlives a test run that is ended in the middle. */
    @Test
    void children_ofTests_areStartedSoThatNoneIsLeft() throws IOException {
        var otherwise = new ArrayList<Path>();
        for (var file : SourceTree.javaFiles(Path.of("tests"))) {
            var text = Files.readString(file);
            boolean starts = text.contains("new Process" + "Builder(") || text.contains("Runtime.getRuntime()" + ".exec(");
            // one that is armed keeps its JVM, when that is told to end, for a minute; a child's own does not matter
            boolean waits = text.contains("Interruption().arm" + "(") && !text.contains("void main(");
            if (starts && !file.endsWith("reprise/peers/Children.java") || waits) otherwise.add(file);
        }
        assertEquals(List.of(), otherwise);
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
