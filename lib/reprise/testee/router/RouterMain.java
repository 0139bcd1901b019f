package reprise.testee.router;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import reprise.testee.ParentCommands;

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
 * It ends as {@link ParentCommands} has it. Exit codes: 0, 2 for wrong arguments, 3 if a port cannot be had.
 */
public final class RouterMain {
    public static final String REALM = "realm1";
    private static final String ADD = "com.example.add2";

    private RouterMain() {}

    public static void main(String[] args) throws IOException {
        var parent = ParentCommands.arm();
        RouterPlan plan;
        HttpPlan http;
        try {
            if (args.length != 5)
                throw new IllegalArgumentException("router: " + args.length
                    + " arguments; give HOST HTTP_PORT RAWSOCKET_PORT UNIX_PATH SEED");
            plan = RouterPlan.local().withHost(args[0]).withRawSocketPort(Integer.parseInt(args[2])).withUnixPath(Path.of(args[3]))
                .withSeed(Long.parseLong(args[4]));
            http = HttpPlan.local().at(args[0], Integer.parseInt(args[1]));
        } catch (IllegalArgumentException e) {
            parent.end(ParentCommands.BAD_ARGUMENTS, e.getMessage());
            return;
        }
        try (var router = Router.start(plan)) {
            router.register(ADD, Arithmetic.named("add")).join();
            var port = HttpPort.listen(router.loop(), http, router.calls(), router.upgrade()).join();
            parent.serve("{\"http\":" + port.port() + ",\"rawsocket\":" + router.rawSocketPort() + ",\"unix\":\"" + args[3]
                + "\",\"realm\":\"" + REALM
                + "\",\"pid\":" + ProcessHandle.current().pid() + "}", line -> answer(router, line));
            port.close().join();
        } catch (IOException e) {
            parent.end(ParentCommands.ENVIRONMENT, e.getMessage());
        } catch (CompletionException e) {
            parent.end(ParentCommands.ENVIRONMENT, e.getCause().getMessage());
        }
        parent.end();
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
