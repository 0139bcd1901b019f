package failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import reprise.experiment.EndOptions;
import reprise.report.DocumentReport;
import reprise.sut.Failure;

/** {@code report} with the folders that users name. */
@ResourceLock(Resources.SYSTEM_OUT)
@Tag("alone")
final class MergedRunsTest {
    private final DocumentReport report = ScriptMeasures.report(SyntheticRun.document());
    @TempDir
    Path temp;

    MergedRunsTest() throws IOException {}

    private String refused(Path out, String... folders) {
        var paths = Stream.of(folders).map(temp::resolve).toList();
        var refused = assertThrows(Failure.BadInput.class,
            () -> MergedRuns.again(paths, out, new EndOptions(), report, ScriptMeasures.ALL));
        return refused.getMessage().replace(temp + "/", "");
    }

    private void bothRoles() throws IOException {
        var roles = TwoRoles.onOneAxis();
        roles.client(temp.resolve("client"));
        roles.server(temp.resolve("server"));
    }

    @Test
    void folders_ofBothRoles_becomeAThirdBesideTheFirst() throws IOException {
        bothRoles();
        var before = Files.readAllBytes(temp.resolve("server/run.json"));
        var text = printed(temp.resolve("client"), temp.resolve("server"));
        Path merged;
        try (var folders = Files.list(temp)) {
            merged = folders.filter(folder -> folder.getFileName().toString().matches("rpc-cast-failover-merged-\\d{8}-\\d{6}")).findFirst()
                .orElseThrow();
        }
        assertTrue(text.endsWith("Report: " + merged.resolve("report.html") + "\nReproduced: all 6 judged claims\n"), text);
        assertTrue(Files.size(merged.resolve("latency.hlog")) > 0);
        assertEquals(new String(before, StandardCharsets.UTF_8), Files.readString(temp.resolve("server/run.json")));
        var page = Files.readString(merged.resolve("report.html"));
        assertEquals(text, printed(merged), "the merged run is one like any other");
        assertEquals(page, Files.readString(merged.resolve("report.html")));
        assertEquals("merged is a run of client and server together, or merged already; report it alone: report merged",
            refused(null, merged.getFileName().toString(), "server").replace(merged.getFileName().toString(), "merged"));
    }

    private String printed(Path... folders) throws IOException {
        var printed = new ByteArrayOutputStream();
        var out = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertEquals(Failure.REPRODUCED, MergedRuns.again(List.of(folders), null, new EndOptions(), report, ScriptMeasures.ALL));
        } finally {
            System.setOut(out);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void folders_thatAreNotOfOneRun_leaveNothingBehind() throws IOException {
        var roles = TwoRoles.onOneAxis();
        roles.serverSeed = 8;
        roles.client(temp.resolve("client"));
        roles.server(temp.resolve("server"));
        assertEquals("seed is 7 in client and 8 in server; they belong together only if it is the same: give both roles the same --seed",
            refused(temp.resolve("out"), "client", "server"));
        assertFalse(Files.exists(temp.resolve("out")));
        try (var left = Files.list(temp)) {
            assertEquals(2, left.count());
        }
    }

    @Test
    void folders_oneTwiceOrThree_areRefused() throws IOException {
        bothRoles();
        assertEquals("client and client are both runs of a client; give one of a client and one of a server",
            refused(null, "client", "client"));
        assertEquals("report got 3 folders (client, server, client), and none is a share of a load; give the folder of one run, a client's "
            + "and a server's to be merged, or those of all shares",
            refused(null, "client", "server", "client"));
    }

    @Test
    void folder_withoutARun_isRefused() throws IOException {
        bothRoles();
        assertTrue(refused(null, "client", "nothing")
            .startsWith("nothing/run.json cannot be read; give the folder of a run, for example runs/rpc-cast-failover-"));
        Files.createDirectory(temp.resolve("empty"));
        assertEquals("empty has no whole run.json: its process did not come to its end; server is a run of a server: report it alone",
            refused(null, "empty", "server"));
        var json = Files.readString(temp.resolve("server/run.json"));
        Files.writeString(temp.resolve("empty/run.json"), json.substring(0, json.length() / 2)); // as its host's death leaves it
        assertEquals("empty has no whole run.json: its process did not come to its end; client is a run of a client: report it alone",
            refused(null, "client", "empty"));
        Files.delete(temp.resolve("server/latency.hlog"));
        assertEquals("server/latency.hlog cannot be read; it must be beside run.json, as the run wrote it",
            refused(null, "client", "server"));
    }

    @Test
    void folder_ofAnotherDocument_isRefused() throws IOException {
        bothRoles();
        var file = temp.resolve("server/run.json");
        Files.writeString(file, Files.readString(file).replace("\"scenario\": \"rpc-cast-failover\"", "\"scenario\": \"rest-caller\""));
        assertEquals("server/run.json: it is a run of rest-caller, not of rpc-cast-failover; use that script, or give --scenario",
            refused(null, "client", "server"));
    }

    @Test
    void out_withOneFolderOrWithSomethingInIt_isRefused() throws IOException {
        bothRoles();
        assertEquals("--out is out; it is for runs that are merged: give the other role's folder too, or all shares', or leave --out out",
            refused(temp.resolve("out"), "client"));
        assertEquals("--out: client has something in it; give a folder that is empty or does not exist",
            refused(temp.resolve("client"), "client", "server"));
    }
}
