package reprise.testee.router;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;

/**
 * The router as a process of its own: {@code RouterMain HOST HTTP_PORT RAWSOCKET_PORT UNIX_PATH SEED}, a port of 0 for any that
 * is free. {@code com.example.add2} is inside it from the start. Its first line of output is one JSON object,
 * {@code {"http":8080,"rawsocket":8081,"unix":"/tmp/…","realm":"realm1","pid":123}}. Then it answers each line of input with
 * one of output:
 *
 * <pre>
 * attach PROCEDURE OPERATION  →  attached      (one of {@link Arithmetic}, in this process)
 * detach PROCEDURE            →  detached
 * others                      →  error: …
 * </pre>
 *
 * It ends when its input does, so that a parent that dies leaves no orphan. An interrupt or a TERM alone does not end it: a
 * terminal sends them to the parent too, and that decides. Exit codes: 0, 2 for wrong arguments, 3 if a port cannot be had.
 */
public final class RouterMain {
    public static final String REALM = "realm1";
    private static final String ADD = "com.example.add2";
    private static final CountDownLatch INPUT_ENDED = new CountDownLatch(1);

    private RouterMain() {}

    public static void main(String[] args) throws IOException {
        Runtime.getRuntime().addShutdownHook(new Thread(RouterMain::awaitEnd, "until-input-ends"));
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        RouterPlan plan;
        HttpPlan http;
        try {
            if (args.length != 5) throw new IllegalArgumentException("router: " + args.length + " arguments; give HOST HTTP_PORT RAWSOCKET_PORT UNIX_PATH SEED");
            plan = new RouterPlan(args[0], Integer.parseInt(args[2]), RouterPlan.local().unixPath(), REALM, RouterPlan.local().limits(), RouterPlan.local().maxSessions(),
                RouterPlan.local().maxCallsInFlight(), RouterPlan.local().joinTimeoutMs(), Long.parseLong(args[4])).withUnixPath(Path.of(args[3]));
            http = HttpPlan.local().at(args[0], Integer.parseInt(args[1]));
        } catch (IllegalArgumentException e) {
            end(2, e.getMessage());
            return;
        }
        try (var router = Router.start(plan)) {
            router.register(ADD, Arithmetic.named("add")).join();
            var port = HttpPort.listen(router.loop(), http, router.calls(), router.upgrade()).join();
            out.println("{\"http\":" + port.port() + ",\"rawsocket\":" + router.rawSocketPort() + ",\"unix\":\"" + args[3] + "\",\"realm\":\"" + REALM
                + "\",\"pid\":" + ProcessHandle.current().pid() + "}");
            var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) out.println(answer(router, line.strip()));
            port.close().join();
        } catch (IOException e) {
            end(3, e.getMessage());
        } catch (CompletionException e) {
            end(3, e.getCause().getMessage());
        }
        end(0, null);
    }

    // A signal starts the shutdown; the router goes on until this returns.
    private static void awaitEnd() {
        try {
            INPUT_ENDED.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(int code, String why) {
        if (why != null) System.err.println(why);
        INPUT_ENDED.countDown();
        System.exit(code);
    }

    static String answer(Router router, String line) {
        var words = line.split(" +");
        try {
            return switch (words[0] + "/" + (words.length - 1)) {
                case "attach/2" -> {
                    router.register(words[1], Arithmetic.named(words[2])).join();
                    yield "attached";
                }
                case "detach/1" -> router.unregister(words[1]).join() ? "detached" : "error: " + words[1] + " is not in the router";
                default -> "error: '" + line + "' is no command; there are: attach PROCEDURE OPERATION, detach PROCEDURE";
            };
        } catch (IllegalArgumentException e) {
            return "error: " + e.getMessage();
        } catch (CompletionException e) {
            return "error: " + e.getCause().getMessage();
        }
    }
}
