package reprise.testee.chat;

import reprise.testee.ParentCommands;
import reprise.transport.tls.ServerTls;

/**
 * Runs a chat server as a process of its own: {@code ChatMain awaiting|queueing PORT METRICS_PORT [HOST]}, where port 0 picks a
 * free one. Its first line of output is {@code {"port":40001,"metricsPort":40002,"pid":123}}; it accepts no commands.
 *
 * <p>It ends as {@link ParentCommands} describes. Exit codes: 0, 2 for wrong arguments, 3 if a port is unavailable.
 */
public final class ChatMain {
    private ChatMain() {}

    public static void main(String[] args) {
        ParentCommands.run(parent -> {
            try (var server = ChatServer.start(plan(args).withTls(ServerTls.ofFlags()))) {
                parent.serve("{\"port\":" + server.port() + ",\"metricsPort\":" + server.metricsPort() + ",\"pid\":"
                    + ProcessHandle.current().pid() + "}", line -> ParentCommands.ERROR + "'" + line + "' is no command; there is none");
            }
        });
    }

    static ChatPlan plan(String[] args) {
        if (args.length < 3 || args.length > 4) {
            throw new IllegalArgumentException("chat: " + args.length + " arguments; give awaiting|queueing PORT METRICS_PORT [HOST],"
                + " for example queueing 8001 8002");
        }
        var plan = ChatPlan.local(Style.of(args[0])).withPorts(port("PORT", args[1]), port("METRICS_PORT", args[2]));
        return args.length == 4 ? plan.withHost(args[3]) : plan;
    }

    private static int port(String name, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("chat: " + name + " is '" + text + "'; it must be a whole number from 0 to 65535", e);
        }
    }
}
