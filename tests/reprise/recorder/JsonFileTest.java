package reprise.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines and paths are counted by hand in the texts. */
final class JsonFileTest {
    enum Colour {
        RED, PALE_BLUE;

        @JsonValue
        String word() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    record Item(String id, double share, OptionalDouble published, Optional<String> why) {
        Item {
            if (share < 0) throw new IllegalArgumentException("its share is " + share + "; it must be 0 or above");
        }
    }

    record Whole(String name, long seed, boolean late, Colour colour, Duration delay, Instant at, List<Item> items,
        Map<String, Double> figures) {}

    record Named(String name) {}

    record Rest(long seed) {}

    private static final String GOOD = """
        {
          "name": "a", "seed": 3, "late": false,
          "colour": "pale-blue",
          "delay": "1.5s",
          "at": "2026-01-01T00:00:00Z",
          "items": [
            {"id": "one", "share": 0.5, "published": 7},
            {"id": "two", "share": 1, "published": null, "why": "so"}
          ],
          "figures": {"x": 1, "y": 2.5}
        }
        """;

    /** A terminal would obey them, and a reader could not tell the file's lines from those of the error. */
    @Test
    void controlCharacters_inKeysAndTexts_areToldAsEscapes() {
        var wrong = assertThrows(InvalidFile.class,
            () -> bind(GOOD.replace("\"seed\": 3", "\"seed\": \"x\\n\\u001b[31m\", \"a\\nb\": 1")));
        assertEquals(2, wrong.getMessage().lines().count(), wrong.getMessage());
        assertTrue(wrong.getMessage().contains("seed is \"x\\n\\u001B[31m\";"), wrong.getMessage());
        assertTrue(wrong.getMessage().contains("a\\u000ab is not known"), wrong.getMessage());
    }

    private static Whole bind(String json) {
        var file = JsonFile.parse("f.json", json.getBytes(StandardCharsets.UTF_8));
        var whole = file.bind(Whole.class);
        file.orThrow();
        return whole;
    }

    private static List<String> problems(String json) {
        return assertThrows(InvalidFile.class, () -> bind(json)).problems();
    }

    @Test
    void file_thatFits_isBound() {
        assertEquals(new Whole("a", 3, false, Colour.PALE_BLUE, Duration.ofMillis(1500), Instant.parse("2026-01-01T00:00:00Z"),
            List.of(new Item("one", 0.5, OptionalDouble.of(7), Optional.empty()),
            new Item("two", 1, OptionalDouble.empty(), Optional.of("so"))),
            Map.of("x", 1.0, "y", 2.5)), bind(GOOD));
    }

    @Test
    void wrongValues_areAllTold_withLineAndPath() {
        assertEquals(List.of(
            "f.json: line 2: seed is \"x\"; it must be a whole number, for example 1",
            "f.json: line 3: colour is \"green\"; it must be one of \"red\", \"pale-blue\"",
            "f.json: line 4: delay is \"1.5\"; it must be a time above 0 with its unit ms, s, m or h, for example \"500ms\"",
            "f.json: line 7: items[0].share is \"0.5\"; it must be a number, for example 1.5",
            "f.json: line 8: items[1].published is true; it must be a number, for example 1.5, or null where there is none",
            "f.json: line 10: figures.y is null; it must be a number, for example 1.5"),
            problems(GOOD.replace("3", "\"x\"").replace("pale-blue", "green").replace("1.5s", "1.5").replace("0.5", "\"0.5\"")
                .replace("\"published\": null", "\"published\": true").replace("2.5", "null")));
    }

    @Test
    void keyThatIsMisspelt_isTold_withThoseThatThereAre_andTheOneThatIsMissing() {
        assertEquals(List.of(
            "f.json: line 7: items[0].share is missing; it must be a number, for example 1.5",
            "f.json: line 7: items[0].shaer is not known; it must be one of id, published, share, why"),
            problems(GOOD.replaceFirst("share", "shaer")));
    }

    @Test
    void valueThatARecordRefuses_isTold_withItsOwnWords() {
        assertEquals(
            List.of("f.json: line 8: items[1] cannot be: its share is -1.0; it must be 0 or above"),
            problems(GOOD.replace("\"share\": 1", "\"share\": -1")));
    }

    /** The derived value is written with it and ignored when the file is read. */
    @WrittenBeside(Sum.class)
    @Limits(least = 0)
    record Bounded(long count, @Limits(least = -1, most = 1, example = 0.5) double share, OptionalDouble left, Map<String, Double> each) {
        Bounded {
            if (count > 2) throw new IllegalArgumentException("count is " + count + "; it must be at most 2");
        }
    }

    record Sum(long sum) {}

    private static List<String> limits(String json) {
        var file = JsonFile.parse("f.json", json.getBytes(StandardCharsets.UTF_8));
        file.bind(Bounded.class);
        return assertThrows(InvalidFile.class, file::orThrow).problems();
    }

    @Test
    void numbersOutsideTheirLimits_areToldAtTheirPlaces_andTheRecordsOwnHoldWhereAComponentHasNone() {
        assertEquals(List.of("f.json: line 1: count is -1; it must be a whole number of at least 0, for example 1",
            "f.json: line 1: share is 1.01; it must be a number from -1 to 1, for example 0.5",
            "f.json: line 2: left is -0.1; it must be a number of at least 0, for example 1, or null where there is none",
            "f.json: line 3: each.b is -2; it must be a number of at least 0, for example 1"),
            limits("{\"count\": -1, \"share\": 1.01,\n\"left\": -0.1,\n\"each\": {\"a\": 0, \"b\": -2}}"));
    }

    @Test
    void keysThatStandBeside_areNotLookedAt_butNoOthers() {
        var file = JsonFile.parse("f.json", "{\"items\": [{\"count\": 2, \"share\": -1, \"sum\": \"any\", \"each\": {}}]}".getBytes(
            StandardCharsets.UTF_8));
        record Bounds(List<Bounded> items) {}
        assertEquals(new Bounds(List.of(new Bounded(2, -1, OptionalDouble.empty(), Map.of()))), file.bind(Bounds.class));
        file.orThrow();
    }

    /** The share's stand-in is not the file's value, so an error of the whole record may be its consequence. */
    @Test
    void recordWithAValueThatWasTold_isNotToldAgain_andIsNotSound() {
        var told = limits("{\"count\": 3, \"share\": 2, \"each\": {}}");
        assertEquals(List.of("f.json: line 1: share is 2; it must be a number from -1 to 1, for example 0.5"), told);
        var file = JsonFile.parse("f.json", GOOD.replace("\"share\": 1", "\"share\": true").getBytes(StandardCharsets.UTF_8));
        file.bind(Whole.class);
        for (var path : List.of("items[1].share", "items[1]", "items", "")) assertFalse(file.isSound(path), path);
        for (var path : List.of("items[0]", "items[1].id", "item", "name")) assertTrue(file.isSound(path), path);
    }

    @Test
    void listInAnObjectsPlace_andTheOtherWayRound_isTold() {
        assertEquals(List.of("f.json: line 7: items[0] is [1]; it must be an object, for example {}",
            "f.json: line 10: figures is []; it must be an object, for example {}"),
            problems(GOOD.replaceFirst("\\{\"id\": \"one\"[^}]*}", "[1]").replace("{\"x\": 1, \"y\": 2.5}", "[]")));
        for (var scalar : List.of("true", "7", "\"x\"")) {
            assertEquals(List.of("f.json: line 7: items[0] is " + scalar + "; it must be an object, for example {}"),
                problems(GOOD.replaceFirst("\\{\"id\": \"one\"[^}]*}", scalar)));
        }
        assertEquals(List.of("f.json: line 6: items is {}; it must be a list, for example []",
            "f.json: line 7: figures is []; it must be an object, for example {}",
            "f.json: line 8: other is not known; it must be one of at, "
            + "colour, delay, figures, items, late, name, seed"),
            problems(GOOD.replaceFirst("(?s)\"items\": \\[.*?\\]", "\"items\": {}").replace("{\"x\": 1, \"y\": 2.5}",
                "[],\n  \"other\": 1")));
    }

    /** Jackson would take a number for a word's position, and ask a list how it is made of a text. */
    @Test
    void numberInAWordsPlace_andTextInAListsPlace_areTold() {
        for (var number : List.of("0", "1", "5", "-1")) {
            assertEquals(List.of("f.json: line 3: colour is " + number + "; it must be one of \"red\", \"pale-blue\""),
                problems(GOOD.replace("\"pale-blue\"", number)));
        }
        assertEquals(List.of("f.json: line 6: items is \"x\"; it must be a list, for example []"),
            problems(GOOD.replaceFirst("(?s)\"items\": \\[.*?\\]", "\"items\": \"x\"")));
    }

    @Test
    void folderInAFilesPlace_isTold(@TempDir Path folder) {
        assertEquals(List.of(folder + ": it is a folder; it must be a file of JSON"),
            assertThrows(InvalidFile.class, () -> JsonFile.read(folder)).problems());
    }

    @Test
    void listThatIsMissing_isTold() {
        assertEquals(List.of("f.json: line 1: items is missing; it must be a list, for example []"),
            problems(GOOD.replaceFirst("(?s)\"items\": \\[.*?\\],", "")));
    }

    @Test
    void fileThatIsCut_orNoObject_orHasAKeyTwice_isTold_atItsLine() {
        assertEquals("f.json: line 2, column 1: the file ends within a value; the file must be whole, and JSON",
            problems("{\"name\": \"a\",\n").getFirst());
        assertEquals("f.json: line 1, column 10: no JSON here; the file must be whole, and JSON", problems("{\"name\": nane}").getFirst());
        assertEquals(List.of("f.json: line 2: seed is there twice, here and in line 5; it must be there once",
            "f.json: line 7: items[0].share is there twice, here and in line 7; it must be there once"),
            problems(GOOD.replace("\"at\":", "\"seed\": 4, \"at\":").replace("0.5", "0.5, \"share\": 0.7")));
    }

    @Test
    void keysOfTwoRecords_inOneFile_areEachTheirs() {
        var file = JsonFile.parse("f.json", "{\"seed\": 3, \"name\": \"a\"}".getBytes(StandardCharsets.UTF_8));
        assertEquals(new Named("a"), file.take(Named.class));
        assertEquals(new Rest(3), file.bind(Rest.class));
        file.orThrow();
    }

    @Test
    void text_ofWhatWasBound_isReadAsTheSame_andHasALineForEachItem() throws Exception {
        var whole = bind(GOOD);
        var text = JsonMapping.text(whole);
        assertEquals(whole, bind(text));
        assertEquals("""
            "items": [
              {"id":"one","share":0.5,"published":7},
              {"id":"two","share":1,"why":"so"}
            ],
            """, text.substring(text.indexOf("\"items\""), text.indexOf("\"figures\"")));
    }

    record Timed(Histogram latency) {}

    @Test
    void histogram_goesAndComes_asItWas() throws Exception {
        var histogram = LoopRecorder.histogram();
        histogram.recordValue(1_000);
        histogram.recordValueWithCount(2_000_000, 41);
        var file = JsonFile.parse("f.json", JsonMapping.text(new Timed(histogram)).getBytes(StandardCharsets.UTF_8));
        assertEquals(histogram, file.bind(Timed.class).latency());
        file.orThrow();
        var broken = JsonFile.parse("f.json", "{\"latency\": \"AAAA\"}".getBytes(StandardCharsets.UTF_8));
        broken.bind(Timed.class);
        assertEquals(List.of("f.json: line 1: latency is \"AAAA\"; it must be base64 of a compressed HdrHistogram, as Reprise writes it"),
            assertThrows(InvalidFile.class, broken::orThrow).problems());
    }

    @Test
    void emptyFile_isToldWithItsLine() {
        for (var empty : List.of("", " ", "\n\t \n")) {
            var told = assertThrows(InvalidFile.class, () -> JsonFile.parse("f.json", empty.getBytes(StandardCharsets.UTF_8)));
            assertEquals(List.of("f.json: line 1: the file is empty; it must be whole, and JSON"), told.problems());
        }
        for (var none : List.of("[]", "\"\"", "null", "5")) {
            var told = assertThrows(InvalidFile.class, () -> JsonFile.parse("f.json", none.getBytes(StandardCharsets.UTF_8)));
            assertEquals(List.of("f.json: line 1: the file is not one JSON object; it must be, for example {}"), told.problems());
        }
    }
}
