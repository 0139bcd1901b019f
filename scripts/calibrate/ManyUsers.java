package calibrate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import reprise.sut.ChatUnderTest;
import reprise.sut.Failure;
import reprise.sut.OpenFiles;
import reprise.sut.ProcessUsage;
import reprise.sut.TesteeProcess;
import reprise.transport.websocket.WebSocketUrl;

/**
 * Measures how many users one process holds open, and in how much memory: {@link ManyUsersMain} in a child JVM, against chat
 * servers in child JVMs. Every connection must open, be answered while all are open, and close; otherwise there is no figure. Ends
 * within a minute in any case.
 */
final class ManyUsers {
    private static final List<String> JVM = List.of("-Xms64m", "-Xmx512m", "-XX:+UseSerialGC", "-Dio.netty.leakDetection.level=disabled");
    private static final int SOURCES = 4;
    /** Each has a limit of open files of its own. */
    private static final int SERVERS = 2;
    /** The file descriptors that a process may need besides its connections. */
    private static final int SPARE_FILES = 100;
    private static final int MOST_SEC = 60;

    private ManyUsers() {}

    /**
     * @param users that were held, fewer than requested if the limit of open files prevents more
     * @param residentBytes of the users' process
     */
    record Held(int users, long residentBytes) {}

    /** Against our own servers, each in a child JVM. */
    static Held hold(int wanted) {
        var servers = new ArrayList<ChatUnderTest>();
        try {
            for (int i = 0; i < SERVERS; i++) servers.add(ChatUnderTest.embedded("chat" + i, "queueing", "127.0.0.1", 0, 0,
                Optional.empty()));
            long room = SERVERS * (OpenFiles.most() - SPARE_FILES);
            return hold((int) Math.min(wanted, room), servers.stream().map(ChatUnderTest::url).toList());
        } finally {
            servers.forEach(ChatUnderTest::close);
        }
    }

    /** @throws Failure.Environment unless every connection opened, was answered and closed */
    static Held hold(int wanted, List<WebSocketUrl> servers) {
        var args = new ArrayList<>(List.of(String.valueOf(SOURCES)));
        for (var server : servers) args.add(server.toString());
        try (var process = TesteeProcess.startWithFiles(wanted + 2 * SPARE_FILES, "many users", ManyUsersMain.class, JVM, args)) {
            CompletableFuture.delayedExecutor(MOST_SEC, TimeUnit.SECONDS).execute(process::close); // ends a hanging measurement
            return hold(process, wanted);
        } catch (JsonProcessingException e) {
            throw new Failure.Environment("many users: " + e.getOriginalMessage(), e);
        }
    }

    private static Held hold(TesteeProcess process, int wanted) throws JsonProcessingException {
        var json = new ObjectMapper();
        int users = (int) Math.min(wanted, json.readTree(process.firstLine()).path("freeDescriptors").longValue() - SPARE_FILES);
        var opened = json.readValue(counts(process.command("open " + users)), ManyUsersMain.Opened.class);
        long residentBytes = ProcessUsage.system().getProcess((int) process.pid()).getResidentSetSize();
        var closed = json.readValue(counts(process.command("close")), ManyUsersMain.Closed.class);
        if (opened.equals(new ManyUsersMain.Opened(users, users)) && closed.attempts() == users && closed.complete() == users
            && closed.open() == 0) {
            return new Held(users, residentBytes);
        }
        throw new Failure.Environment("many users: not each of " + users + " was opened, answered and closed: " + opened + ", " + closed);
    }

    private static String counts(String reply) {
        if (reply.startsWith("{")) return reply;
        throw new Failure.Environment("many users: " + reply);
    }
}
