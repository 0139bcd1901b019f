// A shell on the chat server: ten users in one room, each a socket in your hand. One says something; who heard it, and after how long?
//   jbang examples/ten-users.jsh        runs it
//   jbang -i examples/ten-users.jsh     runs it and leaves a shell open, everybody still in the room. Try say(7, "hi"),
//                                       users.get(3).leave() and then say(1, "who is there?"), new ChatUser(11), server.close()
// prints: ^10 deliveries of "hello again" to 10 users, the last after [0-9]+\.[0-9]+ ms$
//DEPS ../lib/Reprise.java
//JAVA 25+
//JAVA_OPTIONS --limit-modules=java.se,jdk.jshell,jdk.unsupported,jdk.httpserver,jdk.management,jdk.net,jdk.crypto.ec
//JAVA_OPTIONS --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.concurrent.*;
import java.util.stream.IntStream;
import reprise.recorder.Clock;
import reprise.testee.chat.*;
import reprise.transport.Sockets;
import reprise.transport.websocket.*;

var server = ChatServer.start(ChatPlan.local(Style.QUEUEING));
var url = WebSocketUrl.parse("ws://127.0.0.1:" + server.port() + "/ws");
var clock = Clock.system();
var loop = Sockets.loops("users", 1).next();
var dialer = new ClientDialer(url, ClientSettings.DEFAULT, clock::nanos);
record Heard(int user, String message, long atNs) {}
var heard = new LinkedBlockingQueue<Heard>();

class ChatUser implements ClientListener {
    final int number;
    final CompletableFuture<ChatUser> joined = new CompletableFuture<>();
    final ClientSocket socket;
    ChatUser(int number) {
        this.number = number;
        socket = dialer.dial(loop, null, this);
    }
    void send(String text) { loop.execute(() -> socket.sendText(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8))); }
    void leave() { socket.close(1000); }
    public void onOpen(ClientSocket from, long atNs) {} // the server's greeting tells that it is in the room
    public void onText(ClientSocket from, ByteBuf utf8, long atNs) {
        var text = utf8.toString(StandardCharsets.UTF_8);
        if (text.equals("{\"accept\": true}")) joined.complete(this);
        else heard.add(new Heard(number, text, atNs));
    }
    public void onFailed(ClientSocket from, ClientFailure why, long atNs) { joined.completeExceptionally(new IllegalStateException(why.message())); }
    public void onClosed(ClientSocket from, ClientEnd end, long atNs) { System.out.println("user " + number + " is gone: " + end); }
}
var users = IntStream.rangeClosed(1, 10).mapToObj(ChatUser::new).toList();
for (var user : users) user.joined.get(10, TimeUnit.SECONDS);

// A broadcast of one of them. Waits 2 s for each of the ten, and a little for what should not come.
void say(int from, String text) throws Exception {
    heard.clear();
    var message = new ObjectMapper().writeValueAsString(Map.of("action_type", "broadcast", "body", text));
    long saidNs = clock.nanos();
    users.get(from - 1).send(message);
    var who = new TreeSet<Integer>();
    int deliveries = 0;
    double lastMs = 0;
    for (Heard each; (each = heard.poll(deliveries < users.size() ? 2_000 : 200, TimeUnit.MILLISECONDS)) != null; deliveries++) {
        who.add(each.user());
        lastMs = (each.atNs() - saidNs) / 1e6;
        System.out.printf(Locale.ROOT, "user %2d, after %7.3f ms: %s%n", each.user(), lastMs, each.message());
    }
    System.out.printf(Locale.ROOT, "%d deliveries of \"%s\" to %d users, the last after %.3f ms%n", deliveries, text, who.size(), lastMs);
}
say(1, "hello");        // its times are mostly the compiler's
say(1, "hello again");
int printed = reprise.experiment.StandardOutput.exitCode("ten-users", 0);
if (printed != 0) System.exit(printed);  // what was printed is lost
