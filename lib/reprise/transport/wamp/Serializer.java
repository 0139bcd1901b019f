package reprise.transport.wamp;

import com.fasterxml.jackson.core.JsonFactory;
import org.msgpack.jackson.dataformat.MessagePackFactory;

/** How a WAMP message is written: its number in a rawsocket handshake and its WebSocket subprotocol (WAMP v2, transports). */
public enum Serializer {
    JSON(1, "wamp.2.json", new JsonFactory()),
    MSGPACK(2, "wamp.2.msgpack", new MessagePackFactory());

    private final int rawSocketNumber;
    private final String subprotocol;
    private final JsonFactory factory;

    Serializer(int rawSocketNumber, String subprotocol, JsonFactory factory) {
        this.rawSocketNumber = rawSocketNumber;
        this.subprotocol = subprotocol;
        this.factory = factory;
    }

    public int rawSocketNumber() {
        return rawSocketNumber;
    }

    public String subprotocol() {
        return subprotocol;
    }

    /** Makes parsers and generators; shared and safe from any thread. */
    public JsonFactory factory() {
        return factory;
    }
}
