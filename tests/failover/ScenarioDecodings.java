package failover;

import broadcast.BroadcastScenario;
import caller.Published;
import caller.PublishedCases;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import reprise.fuzz.Decoding;
import reprise.judge.Scenario;
import reprise.recorder.InvalidFile;

/** Scenario files, which users write. */
public final class ScenarioDecodings {
    public static final List<Decoding> ALL = List.of(
        of("scenario", json -> Scenario.parse("file", json, List.of()), "rpc-throughput"),
        of("scenario-failover", json -> FailoverScenario.parse("file", json, SyntheticRun.SETUP, List.of(), List.of()),
            "rpc-cast-failover"),
        of("scenario-family", json -> FailoverFamily.parse("file", json, List.of()), "rpc-failover-family"),
        of("scenario-caller", json -> Published.parse("file", json, List.of(), PublishedCases.CASES), "rest-caller"),
        of("scenario-broadcast", json -> BroadcastScenario.parse("file", json, List.of()), "ws-broadcast"));

    private ScenarioDecodings() {}

    private interface Parsing {
        Object of(byte[] json);
    }

    private static Decoding of(String name, Parsing parsing, String document) {
        var seeds = Stream.concat(Stream.of("{}", "{\"id\": \"x\"}"), files(document)).map(String::getBytes).toList();
        return new Decoding(name, seeds, json -> {
            var errors = System.err;
            System.setErr(new PrintStream(OutputStream.nullOutputStream())); // some tell that a key has no effect
            try {
                parsing.of(json);
            } catch (InvalidFile e) {
                Decoding.require(e.getMessage().lines().allMatch(line -> line.startsWith("file: ")), "the file is not named: " + e);
            } finally {
                System.setErr(errors);
            }
        });
    }

    /** Today's, and an earlier one with claims and parameters. */
    private static Stream<String> files(String document) {
        return Stream.of("scenarios", "tests/golden/scenarios").map(folder -> Path.of(folder, document + ".json")).filter(Files::exists)
            .map(file -> {
                try {
                    return Files.readString(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
    }
}
