package reprise.testee.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.peers.Children;

/** The caller through curl and wrk, if installed. */
@Tag("waits")
final class HttpPeersTest {
    private HttpStage stage;
    private String url;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        stage = new HttpStage();
        url = "http://127.0.0.1:" + stage.http.port();
    }

    @AfterEach
    void end() {
        stage.close();
    }

    private static String run(String... command) throws IOException, InterruptedException {
        var process = Children.process(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    private static void assumeHere(String tool, String option) throws InterruptedException {
        assumeTrue(isHere(tool, option), "no " + tool + " here; install " + tool);
    }

    private static boolean isHere(String tool, String option) throws InterruptedException {
        try {
            run(tool, option);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** The body, then a space, the status and curl's number of connections. */
    private String curl(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("curl", "-s", "-m", "20", "-w", " %{http_code} %{num_connects}"));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    @Test
    void curl_callsInEachOfItsWays() throws Exception {
        assumeHere("curl", "--version");
        String json = "content-type: application/json";
        String call = "{\"procedure\": \"com.example.add2\", \"args\": [2, 3], \"kwargs\": {\"verbose\": false}}";
        String target = url + "/call?seq=7";
        assertEquals("{\"args\":[5]} 200 1", curl("-H", json, "-d", call, target));
        assertEquals("{\"args\":[5]} 200 1", curl("--http1.0", "-H", json, "-d", call, target));
        assertEquals("{\"args\":[5]} 200 1", curl("-X", "PUT", "-H", "content-type:", "-d", call, target));
        assertEquals("{\"args\":[5]} 200 1", curl("-H", json, "-H", "transfer-encoding: chunked", "-d", call, target));
        assertEquals("{\"args\":[5]} 200 1{\"args\":[5]} 200 0", curl("-H", json, "-d", call, target, target));
        String bad = "{\"error\":\"wamp.error.invalid_argument\",\"args\":[\"caller: seq is 'x'; it must be a whole number\"]} 400 1";
        assertEquals(bad + "{\"args\":[5]} 200 0", curl("-H", json, "-d", call, url + "/call?seq=x", target));
        assertTrue(curl(url + "/").endsWith(" 200 1"));
        assertTrue(curl("-I", url + "/").endsWith(" 200 1"));
    }

    /** With a known length, it is refused before it is sent; otherwise while it is sent. */
    @Test
    void curl_with20Megabytes_readsTheRefusal() throws Exception {
        assumeHere("curl", "--version");
        Path big = folder.resolve("big");
        Files.write(big, new byte[20_000_000]);
        String refused = "{\"error\":\"wamp.error.invalid_argument\",\"args\":[\"http: the body is longer than 1048576 bytes\"]} 413 1";
        for (String header : new String[] {"x: y", "expect:", "transfer-encoding: chunked"}) {
            assertEquals(refused, curl("-H", "content-type: application/json", "-H", header, "--data-binary", "@" + big, url + "/call"),
                header);
        }
    }

    @Test
    void wrk_withItsScript_seesNoErrorAndTheDocumentsLengths() throws Exception {
        assumeHere("wrk", "-v");
        Path script = folder.resolve("call.lua");
        Files.writeString(script, """
            local seq = 0
            request = function()
              local path = "/call?seq=" .. seq
              seq = seq + 1
              return wrk.format("POST", path, {["Content-Type"] = "application/json"},
                '{"procedure": "com.example.add2", "args": [2, 3], "kwargs": {"verbose": false}}')
            end
            response = function(status, headers, body)
              if status ~= 200 or body ~= '{"args":[5]}' then print("unexpected " .. status .. " " .. body) end
            end
            """);
        for (String shape : new String[] {"-t1 -c1", "-t2 -c50"}) {
            String said = run("wrk", shape.split(" ")[0], shape.split(" ")[1], "-d1s", "-s", script.toString(), url);
            assertTrue(said.matches("(?s).*\\n +[1-9]\\d* requests in .*"), said);
            assertTrue(!said.contains("unexpected") && !said.contains("Socket errors") && !said.contains("Non-2xx"), said);
        }
    }
}
