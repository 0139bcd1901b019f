package reprise.fuzz;

import failover.ScenarioDecodings;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reprise.recorder.FileDecodings;
import reprise.rendezvous.RendezvousDecodings;
import reprise.simulator.oslo.OsloDecodings;
import reprise.sut.MetricsDecodings;
import reprise.testee.broker.BrokerDecodings;
import reprise.testee.chat.ChatDecodings;
import reprise.testee.router.RouterDecodings;
import reprise.transport.amqp.AmqpDecodings;
import reprise.transport.http.HttpDecodings;
import reprise.transport.wamp.WampDecodings;
import reprise.transport.websocket.WebSocketDecodings;

/** All that reads bytes of a peer or a file of a user. */
public final class Decodings {
    public static final List<Decoding> ALL = Stream.of(AmqpDecodings.ALL, BrokerDecodings.ALL, HttpDecodings.ALL, RouterDecodings.ALL,
        WampDecodings.ALL, WebSocketDecodings.ALL, ChatDecodings.ALL, OsloDecodings.ALL, MetricsDecodings.ALL, FileDecodings.ALL,
        ScenarioDecodings.ALL, RendezvousDecodings.ALL).flatMap(List::stream).toList();

    private Decodings() {}

    /** @throws IllegalArgumentException with all names */
    public static Decoding named(String name) {
        return ALL.stream().filter(each -> each.name().equals(name)).findFirst()
            .orElseThrow(() -> new IllegalArgumentException("--fuzz is '" + name + "'; it must be one of "
                + ALL.stream().map(Decoding::name).collect(Collectors.joining(", "))));
    }
}
