package reprise.peers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A page in a headless Chromium, controlled through the DevTools protocol: it polls until the page is in the expected state, in real time
 * (with {@code --virtual-time-budget} the page's clock runs ahead of its sockets). Closing ends all its processes.
 */
public final class Chromium implements AutoCloseable, WebSocket.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(60);
    /** The page needs the processor more than who looks at it. */
    private static final long BETWEEN_LOOKS_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Process browser;
    private final HttpClient http = HttpClient.newHttpClient();
    private final StringBuilder part = new StringBuilder();
    private final WebSocket devTools;
    private volatile CompletableFuture<JsonNode> answer;
    private int asked;

    /** Skips the test if Chromium is not installed. */
    public Chromium(Path work, String url) throws Exception {
        String chromium = executable();
        assumeTrue(chromium != null, "no Chromium here; install chromium");
        browser = Children.process(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--user-data-dir=" + work.resolve("profile"), "--remote-debugging-port=0", url).start();
        try {
            devTools = http.newWebSocketBuilder().buildAsync(pageAddress(), this).get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            end();
            throw e;
        }
    }

    private static String executable() {
        for (String folder : System.getenv("PATH").split(":")) {
            for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
                if (Files.isExecutable(Path.of(folder, name))) return Path.of(folder, name).toString();
            }
        }
        return null;
    }

    // It prints "DevTools listening on ws://127.0.0.1:PORT/…" among its errors; the port lists its pages, soon ours.
    private URI pageAddress() throws IOException {
        var errors = browser.errorReader(StandardCharsets.UTF_8);
        String line = errors.readLine();
        while (line != null && !line.startsWith("DevTools listening on ws://")) line = errors.readLine();
        if (line == null) throw new IOException("Chromium ended before it listened");
        Thread.ofVirtual().start(() -> errors.lines().forEach(_ -> { })); // otherwise it blocks until somebody reads
        var list = URI.create(line.replaceFirst(".*ws://([^/]+)/.*", "http://$1/json/list")).toURL();
        long endNs = System.nanoTime() + LIMIT_NS;
        while (System.nanoTime() < endNs) {
            try (var targets = list.openStream()) {
                for (var target : JSON.readTree(targets)) {
                    if (target.get("type").textValue().equals("page")) {
                        return URI.create(target.get("webSocketDebuggerUrl").textValue());
                    }
                }
            }
            LockSupport.parkNanos(BETWEEN_LOOKS_NS);
        }
        throw new IOException("Chromium has no page to lead");
    }

    /** The value of an expression in the page. */
    public String evaluate(String expression) throws Exception {
        ask("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
        var result = answer.get(60, TimeUnit.SECONDS).path("result");
        if (result.has("exceptionDetails")) throw new AssertionError(expression + ": " + result);
        return result.path("result").path("value").asText();
    }

    /** Moves the mouse, presses or releases its left button; in CSS pixels of the window. */
    public void mouse(MouseDeed deed, double x, double y, int clicks) throws Exception {
        ask("Input.dispatchMouseEvent", Map.of("type", deed.type, "x", x, "y", y, "button", deed == MouseDeed.MOVE ? "none" : "left",
            "buttons", deed == MouseDeed.RELEASE ? 0 : 1, "clickCount", clicks));
        answer.get(60, TimeUnit.SECONDS);
    }

    /** One finger. @param type of DevTools' dispatchTouchEvent: touchStart, touchMove or touchEnd, which has no place */
    public void touch(String type, double x, double y) throws Exception {
        ask("Input.dispatchTouchEvent", Map.of("type", type, "touchPoints", type.equals("touchEnd") ? List.of()
            : List.of(Map.of("x", x, "y", y))));
        answer.get(60, TimeUnit.SECONDS);
    }

    public enum MouseDeed {
        MOVE("mouseMoved"), PRESS("mousePressed"), RELEASE("mouseReleased");

        private final String type;

        MouseDeed(String type) {
            this.type = type;
        }
    }

    private void ask(String method, Map<String, Object> parameters) throws Exception {
        answer = new CompletableFuture<>();
        devTools.sendText(JSON.writeValueAsString(Map.of("id", ++asked, "method", method, "params", parameters)), true)
            .get(60, TimeUnit.SECONDS);
    }

    /** Returns when the condition holds in the page, possibly later. */
    public void await(String condition) throws Exception {
        String asked = "(() => { try { return " + condition + "; } catch { return false; } })()";
        long endNs = System.nanoTime() + LIMIT_NS;
        while (!evaluate(asked).equals("true")) {
            if (System.nanoTime() > endNs)
                throw new AssertionError("not so: " + condition + "; the title is '" + evaluate("document.title") + "'");
            LockSupport.parkNanos(BETWEEN_LOOKS_NS);
        }
    }

    public String text(String id) throws Exception {
        return evaluate("document.getElementById('" + id + "').textContent");
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
        part.append(text);
        if (last) {
            try {
                answer.complete(JSON.readTree(part.toString()));
            } catch (IOException e) {
                answer.completeExceptionally(e);
            }
            part.setLength(0);
        }
        from.request(1);
        return null;
    }

    /** It may end by itself without leftovers; what still runs of it is killed. */
    @Override
    public void close() throws Exception {
        try {
            ask("Browser.close", Map.of());
            browser.waitFor(10, TimeUnit.SECONDS);
        } finally {
            end();
        }
    }

    private void end() {
        http.shutdownNow();
        var all = new ArrayList<>(browser.descendants().toList());
        all.add(browser.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        for (var ended : all) ended.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
