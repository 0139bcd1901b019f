package calibrate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import reprise.recorder.Share;
import reprise.sut.ChatUnderTest;
import reprise.sut.Failure;
import reprise.sut.OpenFiles;
import reprise.sut.ProcessUsage;
import reprise.sut.TesteeProcess;
import reprise.transport.websocket.WebSocketUrl;

/**
 * Measures how many users a process holds open, or several that have one share each, and in how much memory: {@link ManyUsersMain} in
 * child JVMs, against chat servers in child JVMs. Every connection must open, be answered while all are open, and close; otherwise there
 * is no figure. Ends within some minutes in any case.
 */
final class ManyUsers {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> JVM = List.of("-Xms64m", "-Xmx512m", "-XX:+UseSerialGC", "-Dio.netty.leakDetection.level=disabled");
    /** What a host with a low limit of open files would otherwise need. */
    static final int MOST_PROCESSES = 8;
    private static final int SOURCES = 4;
    /** At least: each has a limit of open files of its own. */
    private static final int SERVERS = 2;
    /** The file descriptors that a process may need besides its connections. */
    private static final int SPARE_FILES = 100;

    private ManyUsers() {}

    /**
     * @param users that were held, fewer than requested if the limit of open files prevents more
     * @param processes that had them
     * @param residentBytes of the users' processes together
     */
    record Held(int users, int processes, long residentBytes) {
        double kiloBytesEach() {
            return residentBytes / 1e3 / users;
        }
    }

    /** Against our own servers, each in a child JVM. @param mostProcesses of users */
    static Held hold(int wanted, int mostProcesses) {
        long room = OpenFiles.most() - SPARE_FILES;
        int processes = (int) Math.clamp((wanted + room - 1) / room, 1, mostProcesses);
        var servers = new ArrayList<ChatUnderTest>();
        try {
            for (int i = 0; i < Math.max(SERVERS, processes); i++)
                servers.add(ChatUnderTest.embedded("chat" + i, "queueing", "127.0.0.1", 0, 0, Optional.empty()));
            int most = (int) Math.min(wanted, servers.size() * room);
            return hold(most, processes, servers.stream().map(ChatUnderTest::url).toList());
        } finally {
            servers.forEach(ChatUnderTest::close);
        }
    }

    /** A sentence for who wanted more users than could be held. */
    static String tooFew(Held held, int wanted) {
        int each = wanted / held.processes + 1_000;
        return String.format(Locale.ROOT,
            "%,d users were to be open, %,d were: a process may have %,d files open here; let it have %,d ('ulimit -n %d' as root,"
            + " nofile in /etc/security/limits.conf, or where the container's limits are set) and measure again", wanted, held.users,
            OpenFiles.most(), each, each);
    }

    /** @throws Failure.Environment unless every connection opened, was answered and closed */
    static Held hold(int wanted, int processes, List<WebSocketUrl> servers) {
        var children = new ArrayList<TesteeProcess>();
        try {
            for (int i = 1; i <= processes; i++) children.add(start(wanted, new Share(i, processes), servers));
            CompletableFuture.delayedExecutor(ManyUsersMain.mostSec(wanted), TimeUnit.SECONDS) // ends a hanging measurement
                .execute(() -> children.forEach(TesteeProcess::close));
            return hold(children, wanted);
        } catch (JsonProcessingException e) {
            throw new Failure.Environment("many users: " + e.getOriginalMessage(), e);
        } finally {
            children.forEach(TesteeProcess::close);
        }
    }

    private static TesteeProcess start(int wanted, Share share, List<WebSocketUrl> servers) {
        var args = new ArrayList<>(List.of(String.valueOf(SOURCES), share.toString()));
        for (var server : servers) args.add(server.toString());
        return TesteeProcess.startWithFiles(share.of(wanted) + 2 * SPARE_FILES, "many users", ManyUsersMain.class, JVM, args);
    }

    private static Held hold(List<TesteeProcess> children, int wanted) throws JsonProcessingException {
        long users = wanted;
        for (var child : children)
            users = Math.min(users, children.size() * (JSON.readTree(child.firstLine()).path("freeDescriptors").longValue() - SPARE_FILES));
        var opened = answers(children, "open " + users, ManyUsersMain.Opened.class);
        long residentBytes = 0;
        for (var child : children) residentBytes += ProcessUsage.system().getProcess((int) child.pid()).getResidentSetSize();
        var closed = answers(children, "close", ManyUsersMain.Closed.class);
        long open = opened.stream().mapToLong(ManyUsersMain.Opened::open).sum();
        long answered = opened.stream().mapToLong(ManyUsersMain.Opened::answered).sum();
        long complete = closed.stream().mapToLong(ManyUsersMain.Closed::complete).sum();
        long attempts = closed.stream().mapToLong(ManyUsersMain.Closed::attempts).sum();
        boolean gone = closed.stream().allMatch(each -> each.open() == 0);
        if (open == users && answered == users && attempts == users && complete == users && gone)
            return new Held((int) users, children.size(), residentBytes);
        throw new Failure.Environment("many users: not each of " + users + " was opened, answered and closed: " + words(opened) + ", "
            + words(closed));
    }

    private static String words(List<?> each) {
        return each.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    /** All of them at once. */
    private static <T> List<T> answers(List<TesteeProcess> children, String command, Class<T> type) throws JsonProcessingException {
        var asked = children.stream().map(child -> CompletableFuture.supplyAsync(() -> counts(child.command(command)),
            task -> Thread.ofPlatform().daemon().start(task))).toList();
        var answers = new ArrayList<T>();
        for (var reply : asked) answers.add(JSON.readValue(joined(reply), type));
        return answers;
    }

    private static String joined(CompletableFuture<String> reply) {
        try {
            return reply.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Failure failure) throw failure;
            throw e;
        }
    }

    private static String counts(String reply) {
        if (reply.startsWith("{")) return reply;
        throw new Failure.Environment("many users: " + reply);
    }
}
