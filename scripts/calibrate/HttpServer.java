package calibrate;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import reprise.sut.Failure;
import reprise.sut.RouterUnderTest;
import reprise.sut.RouterUnderTest.Attachment;
import reprise.sut.TesteeProcess;
import reprise.transport.http.HttpUrl;

/** A server as a yardstick: the router with a callee, or one that only sends its reply. */
public final class HttpServer implements AutoCloseable {
    public static final String ADD_BODY = body("add2");
    public static final String ADD_REPLY = "{\"args\":[5]}";
    public static final String MUL_BODY = body("mul2");
    public static final String MUL_REPLY = "{\"args\":[6]}";
    /** The router's options, so that the runtime does not differ. */
    private static final List<String> JVM =
        List.of("-Xms192m", "-Xmx512m", "-Xmn128m", "-XX:+UseSerialGC", "-Dio.netty.leakDetection.level=disabled");

    private final HttpUrl url;
    private final long pid;
    private final AutoCloseable server;

    private HttpServer(HttpUrl url, long pid, AutoCloseable server) {
        this.url = url;
        this.pid = pid;
        this.server = server;
    }

    private static String body(String procedure) {
        return "{\"procedure\": \"com.example." + procedure + "\", \"args\": [2, 3], \"kwargs\": {\"verbose\": false}}";
    }

    /** One event loop, Netty's HTTP codec, add2's reply to every request. */
    public static HttpServer bare() throws IOException {
        return of("bare", BareHttpMain.class);
    }

    /** One thread, blocking sockets, add2's reply to every request, then the end of the connection. */
    public static HttpServer closing() throws IOException {
        return of("closing", ClosingHttpMain.class);
    }

    private static HttpServer of(String name, Class<?> main) throws IOException {
        var process = TesteeProcess.start(name, main, JVM, List.of(ADD_REPLY));
        var port = new ObjectMapper().readTree(process.firstLine()).path("port").intValue();
        return new HttpServer(new HttpUrl("127.0.0.1", port, "/call"), process.pid(), process);
    }

    /** The router with add2 inside and mul2 behind a Unix-domain socket. */
    public static HttpServer router() throws IOException {
        var router = RouterUnderTest.start();
        router.attachOnly(Attachment.UNIX_MSGPACK);
        return new HttpServer(router.url().withTarget("/call"), router.pids().get("router"), router);
    }

    public HttpUrl url() {
        return url;
    }

    public long pid() {
        return pid;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (Exception e) {
            throw new Failure.Environment("the server cannot be ended: " + e.getMessage(), e);
        }
    }
}
