package reprise.sut;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import reprise.testee.router.CalleeMain;
import reprise.testee.router.RouterMain;
import reprise.transport.Addresses;
import reprise.transport.http.HttpUrl;

/**
 * The router under test: the router's JVM, one JVM per callee, and the current registrations. Callees attach as in the document:
 * {@code sub2} over WebSocket and JSON, {@code mul2} and {@code div2} over a Unix-domain socket with MessagePack and JSON, the
 * shared ones like mul2; {@code add2} runs inside the router. For one thread.
 */
public final class RouterUnderTest implements SystemUnderTest {
    static final String ADD = "com.example.add2";
    private static final String SHARED = "shared";
    private static final List<String> ROUTER_JVM =
        List.of("-Xms192m", "-Xmx512m", "-Xmn128m", "-XX:+UseSerialGC", "-Dio.netty.leakDetection.level=disabled");
    private static final List<String> CALLEE_JVM =
        List.of("-Xms24m", "-Xmx64m", "-Xmn16m", "-XX:+UseSerialGC", "-Dio.netty.leakDetection.level=disabled");

    /** One of the document's callees, in a process of its own. */
    private record Callee(String name, String procedure, String operation, boolean webSocket, String serializer, String invoke) {}

    private static final Callee SUB = new Callee("sub2", "com.example.sub2", "subtract", true, "json", "single");
    private static final Callee MUL = new Callee("mul2", "com.example.mul2", "multiply", false, "msgpack", "single");
    private static final Callee DIV = new Callee("div2", "com.example.div2", "modulo", false, "json", "single");

    /** How a procedure's callee is attached. */
    public enum Attachment { IN_ROUTER, WEBSOCKET_JSON, UNIX_MSGPACK, UNIX_JSON, SHARED_UNIX_MSGPACK, NONE }

    private final Path folder;
    private final TesteeProcess router;
    private final HttpUrl url;
    private final int rawSocketPort;
    private final int sharedCallees;
    private final Optional<ServerCertificate> tls;
    private final Map<String, TesteeProcess> callees = new LinkedHashMap<>();
    private final Map<String, Boolean> attached = new LinkedHashMap<>();
    private final CompletableFuture<String> lost = new CompletableFuture<>();
    private boolean addInRouter = true;
    private Optional<Attachment> current = Optional.of(Attachment.IN_ROUTER);

    private RouterUnderTest(Path folder, TesteeProcess router, HttpUrl url, int rawSocketPort, int sharedCallees,
        Optional<ServerCertificate> tls) {
        this.folder = folder;
        this.router = router;
        this.url = url;
        this.rawSocketPort = rawSocketPort;
        this.sharedCallees = sharedCallees;
        this.tls = tls;
        router.ended().thenRun(() -> lost.complete("router"));
    }

    /**
     * Starts the router with add2 inside and no other callee. Port 0 picks a free one.
     *
     * @param tls with what its HTTP port speaks TLS; empty without
     */
    public static RouterUnderTest start(String address, int httpPort, int rawSocketPort, long seed, int sharedCallees,
        Optional<ServerCertificate> tls) throws IOException {
        // the path must be short: a socket's has room for about 100 bytes
        var folder = Files.createTempDirectory("reprise-router-");
        TesteeProcess router = null;
        try {
            router = TesteeProcess.start("router", RouterMain.class, jvm(ROUTER_JVM, tls),
                List.of(address, String.valueOf(httpPort), String.valueOf(rawSocketPort),
                folder.resolve("router").toString(), String.valueOf(seed)));
            var hello = new ObjectMapper().readTree(router.firstLine());
            var url = new HttpUrl(Addresses.reachable(address), hello.path("http").intValue(), "/", tls.map(ServerCertificate::client));
            return new RouterUnderTest(folder, router, url, hello.path("rawsocket").intValue(), sharedCallees, tls);
        } catch (JsonProcessingException e) {
            router.close();
            Files.deleteIfExists(folder);
            throw new Failure.Environment("router: its first line is no JSON: " + router.firstLine(), e);
        } catch (Failure e) {
            Files.deleteIfExists(folder);
            throw e;
        }
    }

    /** On free ports of 127.0.0.1, with add2 inside; {@link #attachOnly} attaches other callees. */
    public static RouterUnderTest start() throws IOException {
        return start("127.0.0.1", 0, 0, 1, 4, Optional.empty());
    }

    private static List<String> jvm(List<String> own, Optional<ServerCertificate> tls) {
        return Stream.concat(own.stream(), tls.stream().flatMap(spoken -> spoken.flags().stream())).toList();
    }

    public HttpUrl url() {
        return url;
    }

    public int rawSocketPort() {
        return rawSocketPort;
    }

    /** The router, and the callees of the current attachment; others wait without work. None while it rests. */
    @Override
    public Map<String, Long> pids() {
        var pids = new LinkedHashMap<String, Long>();
        if (current.isEmpty()) return pids;
        pids.put("router", router.pid());
        var answering = processesOf(current.get());
        callees.forEach((name, process) -> {
            if (answering.contains(name)) pids.put(name, process.pid());
        });
        return pids;
    }

    /** The processes that answer calls with this attachment, including the router. */
    private List<String> processesOf(Attachment wanted) {
        var names = new ArrayList<>(List.of("router"));
        switch (wanted) {
            case IN_ROUTER, NONE -> { }
            case WEBSOCKET_JSON -> names.add(SUB.name);
            case UNIX_MSGPACK -> names.add(MUL.name);
            case UNIX_JSON -> names.add(DIV.name);
            case SHARED_UNIX_MSGPACK -> shared().forEach(callee -> names.add(callee.name));
        }
        return names;
    }

    /**
     * Prepares the router for a run: attaches its callee, detaches sub2 unless it is wanted, and moves add2 inside or to the shared
     * callees.
     */
    public void attachOnly(Attachment wanted) {
        boolean sharing = wanted == Attachment.SHARED_UNIX_MSGPACK;
        current = Optional.of(wanted);
        attach(List.of(SUB), wanted == Attachment.WEBSOCKET_JSON);
        if (wanted == Attachment.UNIX_MSGPACK || wanted == Attachment.UNIX_JSON) attach(List.of(MUL, DIV), true);
        if (sharing) addInRouter(false);
        attach(shared(), sharing);
        if (!sharing) addInRouter(true);
    }

    /** What is loaded now is somewhere else, until the next attachment. */
    public void rest() {
        current = Optional.empty();
    }

    /** What {@code serve} offers: all procedures of the document's table except {@code without}. */
    public void attachAll(boolean sharedAdd, List<String> without) {
        addInRouter(!sharedAdd && !without.contains("add2"));
        if (sharedAdd && !without.contains("add2")) attach(shared(), true);
        attach(List.of(SUB, MUL, DIV).stream().filter(callee -> !without.contains(callee.name)).toList(), true);
    }

    private void addInRouter(boolean wanted) {
        if (wanted != addInRouter) router.command(wanted ? "attach " + ADD + " add" : "detach " + ADD);
        addInRouter = wanted;
    }

    /** Whether a process of this name is one of the callees that share add2; they are numbered. */
    public static boolean isShared(String process) {
        return process.startsWith(SHARED);
    }

    private List<Callee> shared() {
        var all = new ArrayList<Callee>();
        for (int i = 1; i <= sharedCallees; i++) all.add(new Callee(SHARED + i, ADD, "add", false, "msgpack", "roundrobin"));
        return all;
    }

    /** Starts those that do not run yet in parallel: JVM start-up is most of the wait. */
    private void attach(List<Callee> wanted, boolean there) {
        if (there) startAll(wanted.stream().filter(callee -> !callees.containsKey(callee.name)).toList());
        for (var callee : wanted) {
            if (attached.getOrDefault(callee.name, false) == there) continue;
            callees.get(callee.name).command(there ? "attach" : "detach");
            attached.put(callee.name, there);
        }
    }

    private void startAll(List<Callee> missing) {
        try (var starting = Executors.newVirtualThreadPerTaskExecutor()) {
            var started = new LinkedHashMap<String, CompletableFuture<TesteeProcess>>();
            for (var callee : missing) started.put(callee.name, CompletableFuture.supplyAsync(() -> start(callee), starting));
            Throwable failed = null;
            for (var entry : started.entrySet()) {
                try {
                    callees.put(entry.getKey(), entry.getValue().join()); // keep the others too, so that all are ended
                } catch (CompletionException e) {
                    failed = e.getCause();
                }
            }
            // made on this thread, so that its trace has the script's line
            if (failed instanceof Failure failure) throw new Failure.Environment(failure.getMessage(), failure);
            if (failed != null) throw new IllegalStateException("callees cannot be started", failed);
        }
    }

    private TesteeProcess start(Callee callee) {
        var at = (tls.isPresent() ? "wss://" : "ws://") + Addresses.text(url.host(), url.port()) + "/ws";
        var to = callee.webSocket ? at : "rs+unix://" + folder.resolve("router");
        var process = TesteeProcess.start(callee.name, CalleeMain.class, jvm(CALLEE_JVM, tls),
            List.of(to, callee.serializer, RouterMain.REALM, callee.procedure, callee.operation, callee.invoke, "idle"));
        process.ended().thenRun(() -> lost.complete(callee.name));
        return process;
    }

    /** Completes with a process's name when it has ended, which should not happen before {@link #close}. */
    public CompletableFuture<String> lost() {
        return lost;
    }

    @Override
    public void close() {
        callees.values().forEach(TesteeProcess::close);
        router.close();
        try {
            Files.deleteIfExists(folder.resolve("router"));
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new Failure.Environment("the router's folder " + folder + " cannot be removed: " + e.getMessage(), e);
        }
    }
}
