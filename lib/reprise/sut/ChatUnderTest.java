package reprise.sut;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import reprise.simulator.users.Target;
import reprise.testee.chat.ChatMain;
import reprise.transport.Addresses;
import reprise.transport.http.HttpUrl;
import reprise.transport.websocket.Offer;
import reprise.transport.websocket.WebSocketUrl;

/**
 * One chat server under test: ours in a child JVM that is limited to two processors and 2 GB like the document's, or an external one.
 *
 * @param offer the optional parts of its users' handshakes
 * @param metrics where it exposes Prometheus metrics, if known
 * @param pid of the process to sample, if it is known and on this host
 * @param process ours, to be ended
 */
public record ChatUnderTest(String name, WebSocketUrl url, Offer offer, Optional<HttpUrl> metrics, OptionalLong pid,
    Optional<TesteeProcess> process) implements SystemUnderTest {
    /** Heap and direct memory together stay below 2 GB. */
    public static final List<String> JVM =
        List.of("-XX:ActiveProcessorCount=2", "-Xms128m", "-Xmx1280m", "-XX:MaxDirectMemorySize=512m", "-XX:+UseSerialGC",
        "-Dio.netty.leakDetection.level=disabled");

    /**
     * @param style awaiting or queueing
     * @param port 0 picks a free one, also for {@code metricsPort}
     * @param tls with what both ports speak TLS; empty without
     */
    public static ChatUnderTest embedded(String name, String style, String address, int port, int metricsPort,
        Optional<ServerCertificate> tls) {
        var jvm = Stream.concat(JVM.stream(), tls.stream().flatMap(spoken -> spoken.flags().stream())).toList();
        var process =
            TesteeProcess.start(name, ChatMain.class, jvm, List.of(style, String.valueOf(port), String.valueOf(metricsPort), address));
        try {
            var hello = new ObjectMapper().readTree(process.firstLine());
            var host = Addresses.reachable(address);
            var client = tls.map(ServerCertificate::client);
            var url = new WebSocketUrl(host, hello.path("port").intValue(), "/ws", client);
            var metrics = new HttpUrl(host, hello.path("metricsPort").intValue(), "/metrics", client);
            return new ChatUnderTest(name, url, Offer.NONE, Optional.of(metrics), OptionalLong.of(process.pid()), Optional.of(process));
        } catch (JsonProcessingException e) {
            process.close();
            throw new Failure.Environment(name + ": its first line is no JSON: " + process.firstLine(), e);
        }
    }

    /** On loopback, at any free ports, named by its style. */
    public static ChatUnderTest embedded(String style) {
        return embedded(style, Optional.empty());
    }

    public static ChatUnderTest embedded(String style, Optional<ServerCertificate> tls) {
        return embedded(style, style, "127.0.0.1", 0, 0, tls);
    }

    /** A server that runs already, which closing leaves alone. */
    public static ChatUnderTest external(String name, WebSocketUrl url, Offer offer, Optional<HttpUrl> metrics, OptionalLong pid) {
        return new ChatUnderTest(name, url, offer, metrics, pid, Optional.empty());
    }

    /** The server as the users' target. */
    public Target target() {
        return new Target(name, url, offer);
    }

    @Override
    public Map<String, Long> pids() {
        return pid.isPresent() ? Map.of(name, pid.getAsLong()) : Map.of();
    }

    @Override
    public void close() {
        process.ifPresent(TesteeProcess::close);
    }
}
