package reprise.testee.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A user with the JDK's WebSocket client, which answers pings itself: a peer that shares no code with the server. */
final class JavaUser implements AutoCloseable, WebSocket.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();

    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final StringBuilder part = new StringBuilder();
    private final WebSocket socket;

    JavaUser(ChatServer server) {
        socket = http.newWebSocketBuilder().buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/ws"), this).join();
    }

    /** Joins and reads the queueing server's first message. */
    static JavaUser join(ChatServer server, Style style) throws InterruptedException {
        var user = new JavaUser(server);
        if (style == Style.QUEUEING) user.hear();
        return user;
    }

    void say(String text) {
        socket.sendText(text, true).join();
    }

    /** Sends a text in two frames. */
    void say(String begin, String end) {
        socket.sendText(begin, false).join();
        socket.sendText(end, true).join();
    }

    String hear() throws InterruptedException {
        var text = heard.poll(60, TimeUnit.SECONDS);
        if (text == null) throw new AssertionError("nothing was heard");
        return text;
    }

    JsonNode hearJson() throws InterruptedException {
        try {
            return JSON.readTree(hear());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean heardNothingMore() {
        return heard.isEmpty();
    }

    /** Closes; returns the server's close code. */
    int end(int code) throws Exception {
        socket.sendClose(code, "").join();
        return closed.get(60, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
        part.append(text);
        if (last) {
            heard.add(part.toString());
            part.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable cause) {
        closed.completeExceptionally(cause);
    }

    @Override
    public void close() {
        socket.abort();
        http.shutdownNow();
    }
}
