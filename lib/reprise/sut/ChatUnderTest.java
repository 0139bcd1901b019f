package reprise.sut;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import reprise.simulator.users.Target;
import reprise.testee.chat.ChatMain;
import reprise.transport.Addresses;
import reprise.transport.http.HttpUrl;
import reprise.transport.websocket.Offer;
import reprise.transport.websocket.WebSocketUrl;

/**
 * One chat server under load: one of ours in a child JVM that is held to two processors and 2 GB, as the document's was, or one that
 * is there already.
 *
 * @param offer what its users say in the handshake besides
 * @param metrics where it tells Prometheus' metrics, if that is known
 * @param pid of the process to sample, if it runs on this host and is known
 * @param process ours, to be ended
 */
public record ChatUnderTest(String name, WebSocketUrl url, Offer offer, Optional<HttpUrl> metrics, OptionalLong pid,
    Optional<TesteeProcess> process) implements AutoCloseable {
    /** Heap and direct memory together stay below 2 GB. */
    public static final List<String> JVM =
        List.of("-XX:ActiveProcessorCount=2", "-Xms128m", "-Xmx1280m", "-XX:MaxDirectMemorySize=512m", "-XX:+UseSerialGC",
        "-Dio.netty.leakDetection.level=disabled");

    /** @param style awaiting or queueing; ports of 0 are any that are free */
    public static ChatUnderTest embedded(String name, String style, String address, int port, int metricsPort) {
        var process =
            TesteeProcess.start(name, ChatMain.class, JVM, List.of(style, String.valueOf(port), String.valueOf(metricsPort), address));
        try {
            var said = new ObjectMapper().readTree(process.firstLine());
            var host = Addresses.reachable(address);
            var url = WebSocketUrl.parse("ws://" + Addresses.text(host, said.path("port").intValue()) + "/ws");
            var metrics = HttpUrl.parse("http://" + Addresses.text(host, said.path("metricsPort").intValue()) + "/metrics");
            return new ChatUnderTest(name, url, Offer.NONE, Optional.of(metrics), OptionalLong.of(process.pid()), Optional.of(process));
        } catch (JsonProcessingException e) {
            process.close();
            throw new Failure.Environment(name + ": its first line is no JSON: " + process.firstLine(), e);
        }
    }

    public static ChatUnderTest there(String name, WebSocketUrl url, Offer offer, Optional<HttpUrl> metrics, OptionalLong pid) {
        return new ChatUnderTest(name, url, offer, metrics, pid, Optional.empty());
    }

    /** As the users dial it. */
    public Target target() {
        return new Target(name, url, offer);
    }

    @Override
    public void close() {
        process.ifPresent(TesteeProcess::close);
    }
}
