package reprise.testee.router;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import reprise.testee.ParentCommands;
import reprise.transport.Sockets;
import reprise.transport.wamp.Dict;
import reprise.transport.wamp.Serializer;
import reprise.transport.wamp.WampClient;
import reprise.transport.wamp.WampException;
import reprise.transport.wamp.WampSession;
import reprise.transport.wamp.WampUrl;

/**
 * Runs a callee as a process of its own: {@code CalleeMain URL json|msgpack REALM PROCEDURE OPERATION [INVOKE] [idle]}. It joins
 * and registers one procedure of {@link Arithmetic}; with {@code idle} it only joins. Then its first line of output is {@code
 * {"pid":123,"attached":true}}. It answers each line of input with one line of output:
 * <pre>
 * attach   →  attached      (REGISTER)
 * detach   →  detached      (UNREGISTER; the session stays)
 * others   →  error: …
 * </pre>
 * It ends as {@link ParentCommands} describes. Exit codes: 0; 2 for wrong arguments; 3 if the router is unavailable, refuses, or
 * ends the session.
 */
public final class CalleeMain {
    private final WampSession session;
    private final Plan plan;
    private long registration; // 0 while detached

    private CalleeMain(WampSession session, Plan plan) {
        this.session = session;
        this.plan = plan;
    }

    /** The validated arguments. @param invoke as in REGISTER's options */
    record Plan(WampUrl url, Serializer serializer, String realm, String procedure, Arithmetic operation, String invoke, boolean idle) {
        static Plan parse(String[] args) {
            int last = args.length - 1;
            boolean idle = args.length > 5 && args[last].equals("idle");
            int given = idle ? last : args.length;
            if (given < 5 || given > 6) {
                throw new IllegalArgumentException("callee: " + args.length + " arguments; give URL json|msgpack REALM PROCEDURE OPERATION"
                    + " [INVOKE] [idle], for example rs://127.0.0.1:8081 json realm1 com.example.add2 add");
            }
            String invoke = given == 6 ? args[5] : "single";
            if (Invoke.named(invoke) == null) {
                throw new IllegalArgumentException("callee: INVOKE is '" + invoke
                    + "'; there are: single, first, last, roundrobin, random");
            }
            return new Plan(WampUrl.parse(args[0]), serializer(args[1]), args[2], args[3], Arithmetic.named(args[4]), invoke, idle);
        }

        private static Serializer serializer(String name) {
            for (var serializer : Serializer.values()) {
                if (serializer.name().toLowerCase(Locale.ROOT).equals(name)) return serializer;
            }
            throw new IllegalArgumentException("callee: serializer '" + name + "'; there are: json, msgpack");
        }
    }

    public static void main(String[] args) {
        ParentCommands.run(parent -> serve(Plan.parse(args), parent));
    }

    private static void serve(Plan plan, ParentCommands parent) throws IOException {
        try {
            var session = new WampClient(plan.serializer).join(Sockets.loops("callee", 1).next(), plan.url, plan.realm).join();
            var callee = new CalleeMain(session, plan);
            if (!plan.idle) callee.attach();
            session.closed().thenAccept(why ->
                Thread.ofPlatform().start(() -> parent.end(ParentCommands.ENVIRONMENT, "callee: " + plan.url + ": " + why)));
            parent.serve("{\"pid\":" + ProcessHandle.current().pid() + ",\"attached\":" + (callee.registration != 0) + "}", callee::answer);
        } catch (CompletionException e) {
            parent.end(ParentCommands.ENVIRONMENT, "callee: " + e.getCause().getMessage());
        }
    }

    private String answer(String command) {
        try {
            return switch (command) {
                case "attach" -> attach();
                case "detach" -> detach();
                default -> ParentCommands.ERROR + "'" + command + "' is no command; there are: attach, detach";
            };
        } catch (CompletionException e) {
            return ParentCommands.ERROR + (e.getCause() instanceof WampException ? e.getCause().getMessage() : e.getCause());
        }
    }

    private String attach() {
        if (registration != 0) return ParentCommands.ERROR + "attached already";
        registration = session.register(plan.procedure, Dict.NONE.with("invoke", plan.invoke), plan.operation).join();
        return "attached";
    }

    private String detach() {
        if (registration == 0) return ParentCommands.ERROR + "not attached";
        session.unregister(registration).join();
        registration = 0;
        return "detached";
    }
}
