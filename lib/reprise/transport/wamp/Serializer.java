package reprise.transport.wamp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.msgpack.jackson.dataformat.MessagePackFactory;

/** How a WAMP message is serialized: its number in a rawsocket handshake and its WebSocket subprotocol (WAMP v2, transports). */
public enum Serializer {
    JSON(1, "wamp.2.json", new JsonFactory()),
    MSGPACK(2, "wamp.2.msgpack", new MessagePackFactory());

    private final int rawSocketNumber;
    private final String subprotocol;
    private final JsonFactory factory;
    private final ObjectMapper mapper;

    Serializer(int rawSocketNumber, String subprotocol, JsonFactory factory) {
        this.rawSocketNumber = rawSocketNumber;
        this.subprotocol = subprotocol;
        this.factory = factory;
        this.mapper = new ObjectMapper(factory);
    }

    public int rawSocketNumber() {
        return rawSocketNumber;
    }

    public String subprotocol() {
        return subprotocol;
    }

    /** Makes parsers and generators; shared and thread-safe. */
    public JsonFactory factory() {
        return factory;
    }

    /** For options and details. */
    ObjectMapper mapper() {
        return mapper;
    }

    ValueReader reader() {
        return this == JSON ? new JsonReader() : new MsgpackReader();
    }

    ValueWriter writer() {
        return this == JSON ? new JsonWriter() : new MsgpackWriter();
    }
}
