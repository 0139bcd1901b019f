package reprise.testee.broker;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import reprise.transport.amqp.AmqpException;
import reprise.transport.amqp.FieldTable;
import reprise.transport.amqp.Properties;
import reprise.transport.amqp.ReplyCode;

/**
 * RabbitMQ's sender-selected distribution: the headers CC and BCC are arrays of additional routing keys; BCC is not forwarded.
 * Array elements other than texts are ignored.
 */
final class Selection {
    static final String CC = "CC";
    static final String BCC = "BCC";

    private Selection() {}

    /** HOT: whether a message with these properties (flags and list, from this index) has such headers. */
    static boolean selects(ByteBuf properties, int start) {
        int headers = Properties.headersAt(properties, start);
        return headers >= 0 && (FieldTable.has(properties, headers, CC) || FieldTable.has(properties, headers, BCC));
    }

    /** The published key, then the additional ones; 406 if a header is not an array. */
    static List<String> keys(String first, Map<String, Object> headers) {
        var keys = new ArrayList<String>();
        keys.add(first);
        for (String name : List.of(CC, BCC)) {
            if (headers.containsKey(name) && !(headers.get(name) instanceof List)) {
                throw new AmqpException(ReplyCode.PRECONDITION_FAILED, "invalid header '" + name + "': '" + headers.get(name)
                    + "'; expected an array of routing keys");
            }
            keys.addAll(keys(headers, name));
        }
        return keys;
    }

    static List<String> keys(Map<String, Object> headers, String name) {
        var keys = new ArrayList<String>();
        if (headers.get(name) instanceof List<?> given) {
            for (Object key : given) if (key instanceof String text) keys.add(text);
        }
        return keys;
    }
}
