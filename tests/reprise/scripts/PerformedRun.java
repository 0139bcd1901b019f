package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A run.json with the queries that tests need. */
record PerformedRun(JsonNode json) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static PerformedRun in(Path folder) throws IOException {
        return new PerformedRun(JSON.readTree(folder.resolve("run.json").toFile()));
    }

    JsonNode path(String name) {
        return json.path(name);
    }

    JsonNode summary(String figure) {
        return json.path("summary").path(figure);
    }

    /** The sum over all seconds. */
    int sum(String counter) {
        int sum = 0;
        for (var row : json.path("seconds")) sum += row.path(counter).intValue();
        return sum;
    }

    String verdict(String claim) {
        for (var each : json.path("claims")) if (each.path("id").textValue().equals(claim)) return each.path("verdict").textValue();
        return "missing";
    }

    String why(String claim) {
        for (var each : json.path("claims")) if (each.path("id").textValue().equals(claim)) return each.path("why").textValue();
        return "missing";
    }

    /**
     * Checks the outage after a death, from which the client has come back: two waits of a second, less a tick, and more on a busy host, as
     * long as that takes. The figure decides the verdict, by the document's bounds.
     */
    void checkOutage(String told) {
        double outageSec = summary("outageSec").doubleValue();
        assertTrue(outageSec > 1.9, outageSec + " s: " + told);
        assertTrue(events().matches("(?s).*client connected to [^\n]* s after it was cut off.*"), events());
        assertEquals(outageSec <= 2.6 ? "reproduced" : "not-reproduced", verdict("outage"), outageSec + " s: " + told);
    }

    boolean isInterrupted() {
        return json.path("interrupted").booleanValue();
    }

    String notes() {
        return StreamSupport.stream(json.path("notes").spliterator(), false).map(JsonNode::textValue).collect(Collectors.joining("\n"));
    }

    /** One event per line, each with its second. */
    String events() {
        return StreamSupport.stream(json.path("events").spliterator(), false)
            .map(event -> event.path("atSec").asText() + " " + event.path("what").textValue()).collect(Collectors.joining("\n"));
    }
}
