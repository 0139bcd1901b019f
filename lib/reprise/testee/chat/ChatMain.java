package reprise.testee.chat;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * A chat server as a process of its own: {@code ChatMain awaiting|queueing PORT METRICS_PORT [HOST]}, a port of 0 for any that
 * is free. Its first line of output is {@code {"port":40001,"metricsPort":40002,"pid":123}}; what comes in is not looked at.
 *
 * <p>It ends when its input does, so that a parent that dies leaves no orphan. An interrupt or a TERM alone does not end it: a
 * terminal sends them to the parent too, and that decides. Exit codes: 0, 2 for wrong arguments, 3 if a port cannot be had.
 */
public final class ChatMain {
    private ChatMain() {}

    public static void main(String[] args) throws IOException {
        var inputEnded = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitEnd(inputEnded), "until-input-ends"));
        int code = 0;
        try (var server = ChatServer.start(plan(args))) {
            System.out.println("{\"port\":" + server.port() + ",\"metricsPort\":" + server.metricsPort() + ",\"pid\":"
                + ProcessHandle.current().pid() + "}");
            while (System.in.read() >= 0) { } // until the parent closes it
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            code = 2;
        } catch (IOException e) {
            System.err.println(e.getMessage());
            code = 3;
        }
        inputEnded.countDown();
        System.exit(code);
    }

    // A signal starts the shutdown; the room goes on until this returns.
    private static void awaitEnd(CountDownLatch inputEnded) {
        try {
            inputEnded.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
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
