package reprise.testee.router;

import java.nio.file.Path;
import reprise.testee.ParentCommands;
import reprise.transport.tls.ServerTls;

/**
 * Runs the router as a process of its own: {@code RouterMain HOST HTTP_PORT RAWSOCKET_PORT UNIX_PATH SEED}, where port 0 picks a free one.
 * {@code com.example.add2} is registered from the start. Its first line of output is one JSON object, {@code
 * {"http":8080,"rawsocket":8081,"unix":"/tmp/…","realm":"realm1","pid":123}}. Then it answers each line of input with one line of output:
 * <pre>
 * attach PROCEDURE OPERATION  →  attached      (one of {@link Arithmetic}, in this process)
 * detach PROCEDURE            →  detached
 * others                      →  error: …
 * </pre>
 * It ends as {@link ParentCommands} describes. Exit codes: 0, 2 for wrong arguments, 3 if a port is unavailable.
 */
public final class RouterMain {
    public static final String REALM = "realm1";
    private static final String ADD = "com.example.add2";

    private RouterMain() {}

    public static void main(String[] args) {
        ParentCommands.run(parent -> {
            if (args.length != 5)
                throw new IllegalArgumentException("router: " + args.length
                    + " arguments; give HOST HTTP_PORT RAWSOCKET_PORT UNIX_PATH SEED");
            var plan = RouterPlan.local().withHost(args[0]).withRawSocketPort(Integer.parseInt(args[2])).withUnixPath(Path.of(args[3]))
                .withSeed(Long.parseLong(args[4]));
            var http = HttpPlan.local().at(args[0], Integer.parseInt(args[1])).withTls(ServerTls.ofFlags());
            try (var router = Router.start(plan)) {
                router.register(ADD, Arithmetic.named("add")).join();
                var port = HttpPort.listen(router.loop(), http, router.calls(), router.upgrade()).join();
                parent.serve("{\"http\":" + port.port() + ",\"rawsocket\":" + router.rawSocketPort() + ",\"unix\":\"" + args[3]
                    + "\",\"realm\":\"" + REALM + "\",\"pid\":" + ProcessHandle.current().pid() + "}", line -> answer(router, line));
                port.close().join();
            }
        });
    }

    static String answer(Router router, String line) {
        var words = line.split(" +");
        return ParentCommands.reply(() -> switch (words[0] + "/" + (words.length - 1)) {
            case "attach/2" -> {
                router.register(words[1], Arithmetic.named(words[2])).join();
                yield "attached";
            }
            case "detach/1" -> router.unregister(words[1]).join() ? "detached"
                : ParentCommands.ERROR + words[1] + " is not in the router";
            default -> ParentCommands.ERROR + "'" + line + "' is no command; there are: attach PROCEDURE OPERATION, detach PROCEDURE";
        });
    }
}
